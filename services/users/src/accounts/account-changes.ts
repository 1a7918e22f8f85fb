import { DomainError, type Role, type UserId } from '@arcade/contracts';
import { etagOf, newId, requireMatch, type IfMatch } from '@arcade/service-defaults';
import { withoutMails } from './account-mails.ts';
import type { Account, MailedToken, Profile } from './account.ts';

export type SignedIn = Account & { readonly lastSignInAt: Date };
export type Revoked = Account & { readonly sessionsRevokedAt: Date };

/** A change that others see. */
export const seen = (account: Account, change: Partial<Account>, now: Date): Account => ({
  ...account,
  ...change,
  version: account.version + 1,
  updatedAt: now,
});

/** @throws DomainError etag-mismatch */
export function changeProfile(account: Account, change: Partial<Profile>, ifMatch: IfMatch, now: Date): Account {
  requireMatch(ifMatch, etagOf(account.version));
  if (Object.keys(change).length === 0) return account;
  return seen(account, { profile: { ...account.profile, ...change } }, now);
}

/** The database's clock, but never behind itself: it may stand still between two writes, or go back after a failover. */
const notBefore = (now: Date, ...earliest: (Date | null)[]) =>
  new Date(Math.max(now.getTime(), ...earliest.map((date) => date?.getTime() ?? 0)));
const justAfter = (date: Date | null) => (date === null ? null : new Date(date.getTime() + 1));

/**
 * Lets a session begin: later than every revocation so far, so that the next one ends it and no earlier one does.
 * @throws DomainError invalid-credentials when the proven password is no longer the account's; account-disabled
 */
export function signIn(account: Account, provenHash: string, now: Date): SignedIn {
  if (account.passwordHash !== provenHash) throw new DomainError('invalid-credentials');
  if (account.disabled) throw new DomainError('account-disabled');
  return { ...account, lastSignInAt: notBefore(now, account.lastSignInAt, justAfter(account.sessionsRevokedAt)) };
}

/** Ends every session begun until now, also those of a sign-in that was faster than the clock. */
export function revokeSessions(account: Account, now: Date): Revoked {
  const revokedAt = notBefore(now, account.lastSignInAt, account.sessionsRevokedAt);
  const revocation = { revocationId: newId<string>(), revokedAt };
  return {
    ...account,
    sessionsRevokedAt: revokedAt,
    pendingRevocations: [...account.pendingRevocations, revocation],
  };
}

/**
 * Nobody takes the administrator's role from themselves, so one is always left.
 * @throws DomainError illegal-transition
 */
export function setRoles(account: Account, roles: readonly Role[], by: UserId, now: Date): Account {
  const wanted = [...new Set(roles)].toSorted();
  if (wanted.join() === account.roles.toSorted().join()) return account;
  if (account.userId === by && account.roles.includes('admin') && !wanted.includes('admin')) {
    throw new DomainError('illegal-transition', 'Another administrator has to take this role from you');
  }
  return revokeSessions(seen(account, { roles: wanted }, now), now);
}

/** @throws DomainError illegal-transition when somebody disables themselves */
export function setDisabled(account: Account, disabled: boolean, by: UserId, now: Date): Account {
  if (account.disabled === disabled) return account;
  if (disabled && account.userId === by) {
    throw new DomainError('illegal-transition', 'Another administrator has to disable you');
  }
  const changed = seen(account, { disabled }, now);
  return disabled ? revokeSessions(changed, now) : changed;
}

/** @throws DomainError invalid-token when it is not among them, or not any more */
export function requireToken(tokens: readonly MailedToken[], tokenHash: string, now: Date): void {
  const token = tokens.find((mailed) => mailed.tokenHash === tokenHash);
  if (token === undefined || token.expiresAt <= now) throw new DomainError('invalid-token');
}

/** Somebody has opened a link that was mailed to the account's address. */
export function proveEmail(account: Account, now: Date): Account {
  const done = { ...withoutMails(account, 'verify-email'), verifications: [] };
  return account.emailVerified ? done : seen(done, { emailVerified: true }, now);
}

/** @throws DomainError invalid-token */
export function verifyEmail(account: Account, tokenHash: string, now: Date): Account {
  requireToken(account.verifications, tokenHash, now);
  return proveEmail(account, now);
}

export const withoutRevocation = (account: Account, revocationId: string): Account => ({
  ...account,
  pendingRevocations: account.pendingRevocations.filter((pending) => pending.revocationId !== revocationId),
});

/** The same password under today's cost; nothing that anybody sees changes. */
export const rehashed = (account: Account, provenHash: string, newHash: string): Account =>
  account.passwordHash === provenHash ? { ...account, passwordHash: newHash } : account;
