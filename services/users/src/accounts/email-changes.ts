import { DomainError } from '@arcade/contracts';
import { requireToken, seen } from './account-changes.ts';
import { requestMail, withoutMails } from './account-mails.ts';
import type { Account } from './account.ts';

/**
 * Asks for a link to the new address. Links to one that was asked for before end; nothing else changes until the new
 * one is opened.
 * @throws DomainError invalid-credentials when the password was changed meanwhile; already-exists
 */
export function requestEmailChange(account: Account, provenHash: string, newEmail: string, now: Date): Account {
  if (account.passwordHash !== provenHash) throw new DomainError('invalid-credentials');
  if (account.email === newEmail) throw new DomainError('already-exists', 'This is your address already');
  const tokens = account.emailChange?.newEmail === newEmail ? account.emailChange.tokens : [];
  const others = account.emailChange?.newEmail === newEmail ? account : withoutMails(account, 'confirm-email');
  return requestMail({ ...others, emailChange: { newEmail, tokens } }, 'confirm-email', newEmail, now);
}

/**
 * The new address becomes the account's, proven; the old one is told. Links that were mailed to the old one end: its
 * reader is nobody here any more.
 * @throws DomainError invalid-token, account-disabled
 */
export function confirmEmail(account: Account, tokenHash: string, now: Date): Account {
  const { emailChange, email: oldEmail } = account;
  if (emailChange === null) throw new DomainError('invalid-token');
  requireToken(emailChange.tokens, tokenHash, now);
  if (account.disabled) throw new DomainError('account-disabled');
  const moved = seen(
    withoutMails(account, 'verify-email', 'reset-password', 'confirm-email'),
    {
      email: emailChange.newEmail,
      emailVerified: true,
      emailChange: null,
      verifications: [],
      passwordResets: [],
    },
    now,
  );
  return requestMail(moved, 'email-changed', oldEmail, now);
}
