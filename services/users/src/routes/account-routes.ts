import { DomainError, type usersApi } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { changeProfile, verifyEmail } from '../accounts/account-changes.ts';
import { requestMail } from '../accounts/account-mails.ts';
import { rolesOf, type Profile } from '../accounts/account.ts';
import { register } from '../register.ts';
import { hashOf } from '../sessions/session-tokens.ts';
import type { UsersContext } from '../users-context.ts';
import { userReply } from './user-view.ts';

/** One's own account. */
export const accountRoutes = (ctx: UsersContext) =>
  ({
    async registerUser({ body: { userType, ...user } }) {
      return userReply(await register(ctx, { ...user, roles: rolesOf(userType), emailVerified: false }));
    },
    async verifyEmail({ body }) {
      const tokenHash = hashOf(body.token);
      const account = await ctx.accounts.findByVerification(tokenHash);
      if (account === undefined) throw new DomainError('invalid-token');
      const verified = await ctx.accounts.update(account.userId, (current, now) =>
        verifyEmail(current, tokenHash, now),
      );
      return userReply(verified);
    },
    async resendVerification({ identity }) {
      await ctx.accounts.update(identity.userId, requestMail);
      ctx.mailOutbox.nudge();
      return {};
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
