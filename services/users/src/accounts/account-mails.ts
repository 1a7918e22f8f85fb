import { newId } from '@arcade/service-defaults';
import type { Account, LinkKind, MailedToken, MailKind } from './account.ts';

/** Tokens of a kind that stay valid at a time: a mail that comes late still works after a second was asked for. */
export const keptTokens = 5;
/** Longer than any attempt to hand a mail over, so that nobody else tries meanwhile. */
const leaseMs = 30_000;
const firstRetryMs = 2000;
const longestRetryMs = 600_000;

/** Asks for a mail. One that nobody has tried to send yet is enough; one on its way may be lost. */
export function requestMail<Given extends Account>(account: Given, kind: MailKind, to: string, now: Date): Given {
  const waiting = account.pendingMails.find((mail) => mail.kind === kind && mail.to === to);
  const mailId = waiting?.attempts === 0 ? waiting.mailId : newId<string>();
  const others = account.pendingMails.filter((mail) => mail !== waiting);
  return { ...account, pendingMails: [...others, { mailId, kind, to, attempts: 0, dueAt: now }] };
}

/** Asks for the mail that proves the address. */
export const requestVerification = (account: Account, now: Date): Account =>
  account.emailVerified ? account : requestMail(account, 'verify-email', account.email, now);

/** Lets go of mails whose links would not work any more. */
export const withoutMails = (account: Account, ...kinds: readonly LinkKind[]): Account => ({
  ...account,
  pendingMails: account.pendingMails.filter(({ kind }) => !(kinds as readonly MailKind[]).includes(kind)),
});

/** Takes the mail for one attempt; a link's token works from then on. The account as it was when the mail is not due. */
export function claimMail(account: Account, mailId: string, token: MailedToken, now: Date): Account {
  const mail = account.pendingMails.find((pending) => pending.mailId === mailId);
  if (mail === undefined || mail.dueAt > now) return account;
  const claimed = { ...mail, attempts: mail.attempts + 1, dueAt: new Date(now.getTime() + leaseMs) };
  const pendingMails = account.pendingMails.map((pending) => (pending === mail ? claimed : pending));
  return { ...withToken(account, mail.kind, token, now), pendingMails };
}

function withToken(account: Account, kind: MailKind, token: MailedToken, now: Date): Account {
  const added = (tokens: readonly MailedToken[]) => [...stillValid(tokens, now), token].slice(-keptTokens);
  switch (kind) {
    case 'verify-email':
      return { ...account, verifications: added(account.verifications) };
    case 'reset-password':
      return { ...account, passwordResets: added(account.passwordResets) };
    case 'confirm-email': {
      const { emailChange } = account;
      if (emailChange === null) return account;
      return { ...account, emailChange: { ...emailChange, tokens: added(emailChange.tokens) } };
    }
    case 'password-changed':
    case 'email-changed':
      return account;
  }
}

export const stillValid = (tokens: readonly MailedToken[], now: Date): readonly MailedToken[] =>
  tokens.filter(({ expiresAt }) => expiresAt > now);

export function mailSettled(account: Account, mailId: string): Account {
  const pendingMails = account.pendingMails.filter((mail) => mail.mailId !== mailId);
  return pendingMails.length === account.pendingMails.length ? account : { ...account, pendingMails };
}

/** The mail could not be handed over: again after a while that doubles. */
export function mailFailed(account: Account, mailId: string, now: Date): Account {
  const mail = account.pendingMails.find((pending) => pending.mailId === mailId);
  if (mail === undefined) return account;
  const wait = Math.min(firstRetryMs * 2 ** (mail.attempts - 1), longestRetryMs);
  const later = { ...mail, dueAt: new Date(now.getTime() + wait) };
  return { ...account, pendingMails: account.pendingMails.map((pending) => (pending === mail ? later : pending)) };
}
