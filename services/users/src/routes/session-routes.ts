import { deviceHeader, type usersApi } from '@arcade/contracts';
import { newId, type Handlers } from '@arcade/service-defaults';
import { revokeSessions } from '../accounts/account-changes.ts';
import { clearedCookie, cookieWith } from '../sessions/session-tokens.ts';
import { openSession } from '../sign-in.ts';
import { originOf } from './origin-of.ts';
import type { UsersContext } from '../users-context.ts';
import { viewUser } from './user-view.ts';

/** Signing in and out. */
export const sessionRoutes = (ctx: UsersContext) =>
  ({
    async login({ body: { email, password, delivery }, req, about }) {
      const origin = originOf(req);
      // A program keeps no cookies, so its network has to do.
      const { device = newId<string>(), network } = origin;
      const remember = delivery === 'token' ? { network } : { device };
      const { token, expiresAt, account } = await openSession(ctx, { email, password, origin, remember, about });
      const body = { user: viewUser(account), expiresAt: expiresAt.toISOString() };
      if (delivery === 'token') return { body: { ...body, token } };
      return { body, headers: { 'set-cookie': cookieWith(token, ctx.sessionSeconds), [deviceHeader]: device } };
    },
    async logout({ identity }) {
      await ctx.sessions.end(identity.userId, identity.sessionHash);
      return { headers: { 'set-cookie': clearedCookie } };
    },
    async logoutEverywhere({ identity }) {
      await ctx.settle(await ctx.accounts.update(identity.userId, revokeSessions));
      return { headers: { 'set-cookie': clearedCookie } };
    },
    async readRevocations({ query: { after, limit } }) {
      return { body: await ctx.revocations.read(after, limit) };
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;
