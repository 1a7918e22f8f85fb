import { DomainError, type usersApi } from '@arcade/contracts';
import { networkOf, type Call, type Handlers } from '@arcade/service-defaults';
import { changePassword, revokeSessions } from '../accounts/account-changes.ts';
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
    async changePassword({ identity, body }) {
      await replacePassword(ctx, identity, body);
      return {};
    },
    async readRevocations({ query: { after, limit } }) {
      return { body: await ctx.revocations.read(after, limit) };
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;

type PasswordCall = Call<typeof usersApi.changePassword>;

/** The session that asked goes on; every other one ends. */
async function replacePassword(
  ctx: UsersContext,
  { userId, sessionHash }: PasswordCall['identity'],
  { currentPassword, newPassword }: PasswordCall['body'],
): Promise<void> {
  const account = await ctx.accounts.find(userId);
  if (account === undefined) throw new DomainError('not-found');
  const attempt = { email: account.email, clientIp: `session:${sessionHash}` };
  await ctx.guard.enter(attempt);
  const provenHash = account.passwordHash;
  if (!(await ctx.passwords.verify(provenHash, currentPassword))) throw new DomainError('invalid-credentials');
  const newHash = await ctx.passwords.hash(newPassword);
  const changed = await ctx.accounts.update(userId, (current, now) =>
    changePassword(current, provenHash, newHash, now),
  );
  await ctx.guard.succeeded(attempt);
  await ctx.sessions.renew(sessionHash, changed);
  await ctx.settle(changed);
}
