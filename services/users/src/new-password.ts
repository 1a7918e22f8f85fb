import type { Identity } from '@arcade/contracts';
import type { Account } from './accounts/account.ts';
import { changePassword, requireReset, resetPassword } from './accounts/password-changes.ts';
import { openMailedLink } from './open-mailed-link.ts';
import { requireStrongPassword } from './passwords/require-strong-password.ts';
import { provePassword } from './prove-password.ts';
import type { Origin } from './throttle/known-origins.ts';
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
  const account = await provePassword(ctx, identity, currentPassword);
  const { userId, passwordHash: provenHash } = account;
  requireStrongPassword(newPassword, ownerOf(account), '/newPassword');
  const newHash = await ctx.passwords.hash(newPassword);
  const changed = await ctx.accounts.update(userId, (current, now) =>
    changePassword(current, provenHash, newHash, now),
  );
  ctx.mailOutbox.nudge();
  await ctx.sessions.renew(identity.sessionHash, changed);
  await ctx.settle(changed);
}

export interface NewPasswordByMail {
  readonly token: string;
  readonly newPassword: string;
  readonly origin: Origin;
  /** Is told whose account it is, for the audit trail. */
  readonly about: (userId: string) => void;
}

/**
 * For who has the mailed link: every session ends, and so do the waits that others' guesses have caused here.
 * @throws DomainError invalid-token, account-disabled, overloaded
 */
export async function replaceForgottenPassword(
  ctx: UsersContext,
  { token, newPassword, origin, about }: NewPasswordByMail,
): Promise<void> {
  const { account, tokenHash } = await openMailedLink(ctx, 'reset-password', token);
  about(account.userId);
  // Before the hash: only a link that works may cost one.
  requireReset(account, tokenHash, await ctx.accounts.now());
  requireStrongPassword(newPassword, ownerOf(account), '/newPassword');
  const newHash = await ctx.passwords.hash(newPassword);
  const changed = await ctx.accounts.update(account.userId, (current, now) =>
    resetPassword(current, tokenHash, newHash, now),
  );
  ctx.mailOutbox.nudge();
  await ctx.settle(changed);
  await letIn(ctx, changed, origin);
}

/** Whoever knew the old password may have signed in somewhere: only where the mail was read is known from now on. */
async function letIn({ origins, guard }: UsersContext, { userId, email }: Account, origin: Origin): Promise<void> {
  await origins.forget(userId);
  await Promise.all([
    origins.remember(userId, { device: origin.device }),
    guard.provedByMail({ email, userId, origin }),
  ]);
}

const ownerOf = ({ email, profile: { firstName, lastName } }: Account) => ({ email, firstName, lastName });
