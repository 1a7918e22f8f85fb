import type { EndpointAnswer, usersApi } from '@arcade/contracts';
import { etagOf } from '@arcade/service-defaults';
import type { Account } from '../accounts/account.ts';

type UserView = EndpointAnswer<typeof usersApi.getProfile>;

export const viewUser = (account: Account): UserView => ({
  userId: account.userId,
  email: account.email,
  emailVerified: account.emailVerified,
  ...account.profile,
  categoryPreference: [...account.profile.categoryPreference],
  roles: [...account.roles],
  disabled: account.disabled,
  createdAt: account.createdAt.toISOString(),
  updatedAt: account.updatedAt.toISOString(),
});

export const userReply = (account: Account) => ({ body: viewUser(account), etag: etagOf(account.version) });
