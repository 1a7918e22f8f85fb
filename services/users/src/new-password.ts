import type { Identity } from '@arcade/contracts';
import { changePassword, requireReset, resetPassword } from './accounts/password-changes.ts';
import { openMailedLink } from './open-mailed-link.ts';
import { provePassword } from './prove-password.ts';
import type { UsersContext } from './users-context.ts';

/**
 * The session that asked goes on; every other one ends.
 * @throws DomainError invalid-credentials, login-throttled, overloaded
 */
export async function replacePassword(
  ctx: UsersContext,
  identity: Identity,
  { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
): Promise<void> {
  const { userId, passwordHash: provenHash } = await provePassword(ctx, identity, currentPassword);
  const newHash = await ctx.passwords.hash(newPassword);
  const changed = await ctx.accounts.update(userId, (current, now) =>
    changePassword(current, provenHash, newHash, now),
  );
  ctx.mailOutbox.nudge();
  await ctx.sessions.renew(identity.sessionHash, changed);
  await ctx.settle(changed);
}

/**
 * For who has the mailed link: every session ends.
 * @throws DomainError invalid-token, account-disabled, overloaded
 */
export async function replaceForgottenPassword(
  ctx: UsersContext,
  { token, newPassword }: { readonly token: string; readonly newPassword: string },
): Promise<void> {
  const { account, tokenHash } = await openMailedLink(ctx, 'reset-password', token);
  // Before the hash: only a link that works may cost one.
  requireReset(account, tokenHash, await ctx.accounts.now());
  const newHash = await ctx.passwords.hash(newPassword);
  const changed = await ctx.accounts.update(account.userId, (current, now) =>
    resetPassword(current, tokenHash, newHash, now),
  );
  ctx.mailOutbox.nudge();
  await ctx.settle(changed);
}
