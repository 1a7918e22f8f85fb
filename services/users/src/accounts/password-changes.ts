import { DomainError } from '@arcade/contracts';
import { proveEmail, requireToken, revokeSessions, signIn, type Revoked, type SignedIn } from './account-changes.ts';
import { keptTokens, requestMail, stillValid, withoutMails } from './account-mails.ts';
import type { Account } from './account.ts';

/** Whoever knew the old password may have asked for links: none of them works any more. The owner is told. */
function withPassword(account: Account, passwordHash: string, now: Date): Revoked {
  const closed = withoutMails(account, 'reset-password', 'confirm-email');
  const changed = revokeSessions({ ...closed, passwordHash, passwordResets: [], emailChange: null }, now);
  return requestMail(changed, 'password-changed', account.email, now);
}

/**
 * Every session ends but the one that asks, which begins anew at `lastSignInAt`.
 * @throws DomainError invalid-credentials when the password was changed meanwhile
 */
export function changePassword(account: Account, provenHash: string, newHash: string, now: Date): SignedIn {
  if (account.passwordHash !== provenHash) throw new DomainError('invalid-credentials');
  return signIn(withPassword(account, newHash, now), newHash, now);
}

/**
 * Asks for the mail with the link for a new password. An account with so many links that work gets no more, so nobody
 * fills a mailbox; nor does one that cannot sign in anyway, or whose address has become another.
 */
export function requestReset(account: Account, email: string, now: Date): Account {
  const hasEnough = stillValid(account.passwordResets, now).length >= keptTokens;
  if (account.email !== email || account.disabled || hasEnough) return account;
  return requestMail(account, 'reset-password', email, now);
}

/** @throws DomainError invalid-token, account-disabled */
export function requireReset(account: Account, tokenHash: string, now: Date): void {
  requireToken(account.passwordResets, tokenHash, now);
  if (account.disabled) throw new DomainError('account-disabled');
}

/**
 * Every session ends. The link came by mail, so the address is proven as well.
 * @throws DomainError invalid-token, account-disabled
 */
export function resetPassword(account: Account, tokenHash: string, newHash: string, now: Date): Revoked {
  requireReset(account, tokenHash, now);
  return withPassword(proveEmail(account, now), newHash, now);
}
