import { DomainError, type usersApi } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { changeProfile } from '../accounts/account-changes.ts';
import { rolesOf, type Profile } from '../accounts/account.ts';
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
      return userReply(
        await ctx.accounts.update(identity.userId, (current, now) =>
          changeProfile(current, change as Partial<Profile>, ifMatch, now),
        ),
      );
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;
