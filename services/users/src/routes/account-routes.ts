import { DomainError, type AddressId, type usersApi } from '@arcade/contracts';
import { newId, type Handlers } from '@arcade/service-defaults';
import { rolesOf } from '../accounts/account.ts';
import { changeProfileWithBook } from '../addresses/keep-addresses.ts';
import { register } from '../register.ts';
import type { UsersContext } from '../users-context.ts';
import { userReply } from './user-view.ts';

/** One's own account. */
export const accountRoutes = (ctx: UsersContext) =>
  ({
    async registerUser({ body: { userType, ...user } }) {
      return userReply(await register(ctx, { ...user, roles: rolesOf(userType), emailVerified: false }));
    },
    async getProfile({ identity }) {
      const account = await ctx.accounts.find(identity.userId);
      if (account === undefined) throw new DomainError('not-found');
      return userReply(account);
    },
    async changeProfile({ identity, body, ifMatch }) {
      const change = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const { account } = await ctx.addressBooks.change(
        identity.userId,
        changeProfileWithBook(change, ifMatch, newId<AddressId>()),
      );
      return userReply(account);
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;
