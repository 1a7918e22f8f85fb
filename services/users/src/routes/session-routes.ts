import type { usersApi } from '@arcade/contracts';
import { networkOf, type Handlers } from '@arcade/service-defaults';
import { revokeSessions } from '../accounts/account-changes.ts';
import { clearedCookie, cookieWith } from '../sessions/session-tokens.ts';
import { openSession } from '../sign-in.ts';
import type { UsersContext } from '../users-context.ts';
import { viewUser } from './user-view.ts';

/** Signing in and out. */
export const sessionRoutes = (ctx: UsersContext) =>
  ({
    async login({ body: { email, password, delivery }, req }) {
      const clientIp = networkOf(req.header('arcade-client-ip') ?? 'unknown');
      const { token, expiresAt, account } = await openSession(ctx, { email, password, clientIp });
      const body = { user: viewUser(account), expiresAt: expiresAt.toISOString() };
      return delivery === 'token'
        ? { body: { ...body, token } }
        : { body, headers: { 'set-cookie': cookieWith(token, ctx.sessionSeconds) } };
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
