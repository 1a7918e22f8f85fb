import { newId } from '@arcade/service-defaults';
import type { Account, Verification } from './account.ts';

/** Tokens that stay valid at a time: a mail that comes late still works after a second was asked for. */
const keptTokens = 5;
/** Longer than any attempt to hand a mail over, so that nobody else tries meanwhile. */
const leaseMs = 30_000;
const firstRetryMs = 2000;
const longestRetryMs = 600_000;

/** Asks for a verification mail. One that nobody has tried to send yet is enough; one on its way may be lost. */
export function requestMail(account: Account, now: Date): Account {
  if (account.emailVerified) return account;
  const { pendingMail } = account;
  const mailId = pendingMail?.attempts === 0 ? pendingMail.mailId : newId<string>();
  return { ...account, pendingMail: { mailId, attempts: 0, dueAt: now } };
}

/** Takes the mail for one attempt with a new token; the account as it was when it is not due (any more). */
export function claimMail(account: Account, mailId: string, token: Verification, now: Date): Account {
  const mail = account.pendingMail;
  if (mail === null || mail.mailId !== mailId || mail.dueAt > now) return account;
  const valid = account.verifications.filter(({ expiresAt }) => expiresAt > now);
  return {
    ...account,
    verifications: [...valid, token].slice(-keptTokens),
    pendingMail: { mailId, attempts: mail.attempts + 1, dueAt: new Date(now.getTime() + leaseMs) },
  };
}

export const mailSettled = (account: Account, mailId: string): Account =>
  account.pendingMail?.mailId === mailId ? { ...account, pendingMail: null } : account;

/** The mail could not be handed over: again after a while that doubles. */
export function mailFailed(account: Account, mailId: string, now: Date): Account {
  const mail = account.pendingMail;
  if (mail?.mailId !== mailId) return account;
  const wait = Math.min(firstRetryMs * 2 ** (mail.attempts - 1), longestRetryMs);
  return { ...account, pendingMail: { ...mail, dueAt: new Date(now.getTime() + wait) } };
}
