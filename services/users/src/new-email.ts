import { DomainError, type Identity } from '@arcade/contracts';
import { normaliseEmail, type Account } from './accounts/account.ts';
import { confirmEmail, requestEmailChange } from './accounts/email-changes.ts';
import { openMailedLink } from './open-mailed-link.ts';
import { provePassword } from './prove-password.ts';
import type { UsersContext } from './users-context.ts';

/**
 * Sends a link to the new address. A taken one is told, as registering tells it; only to who knows the password.
 * @throws DomainError already-exists, invalid-credentials, login-throttled, overloaded
 */
export async function askForEmailChange(
  ctx: UsersContext,
  identity: Identity,
  { newEmail: given, password }: { readonly newEmail: string; readonly password: string },
): Promise<void> {
  const newEmail = normaliseEmail(given);
  const { userId, passwordHash: provenHash } = await provePassword(ctx, identity, password);
  const holder = await ctx.accounts.findByEmail(newEmail);
  if (holder !== undefined && holder.userId !== userId) {
    throw new DomainError('already-exists', 'This address has an account');
  }
  await ctx.accounts.update(userId, (current, now) => requestEmailChange(current, provenHash, newEmail, now));
  ctx.mailOutbox.nudge();
}

/** @throws DomainError invalid-token, account-disabled, already-exists when somebody else has taken the address since */
export async function moveToNewEmail(ctx: UsersContext, token: string): Promise<Account> {
  const { account, tokenHash } = await openMailedLink(ctx, 'confirm-email', token);
  const moved = await ctx.accounts.update(account.userId, (current, now) => confirmEmail(current, tokenHash, now));
  ctx.mailOutbox.nudge();
  return moved;
}
