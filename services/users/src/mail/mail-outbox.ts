import { createLoop, type Logger, type Loop } from '@arcade/service-defaults';
import { Counter } from 'prom-client';
import { claimMail, mailFailed, mailSettled } from '../accounts/account-mails.ts';
import type { Account, LinkKind, MailKind, PendingMail } from '../accounts/account.ts';
import type { AccountRepository } from '../accounts/account-repository.ts';
import { hashOf, newToken } from '../sessions/session-tokens.ts';
import { composeMail } from './compose-mail.ts';
import type { Mailer } from './mailer.ts';

const batch = 10;
const intervalMs = 5000;

const mails = new Counter({
  name: 'users_mails_total',
  help: 'Attempts to hand over a mail, by what it is for and outcome',
  labelNames: ['kind', 'outcome'] as const,
});

export interface MailOutboxOptions {
  readonly accounts: AccountRepository;
  readonly mailer: Mailer;
  readonly publicUrl: string;
  /** How long links work. */
  readonly minutes: Readonly<Record<LinkKind, number>>;
  readonly logger: Logger;
}

/**
 * Sends the mails that accounts wait for, until a server has taken them. A process that dies in between sends one
 * twice, never none.
 */
export function createMailOutbox(options: MailOutboxOptions): Loop {
  const work = async () => {
    const due = await options.accounts.withDueMail(batch);
    await Promise.all(due.map((account) => attemptAll(options, account)));
    return due.length === batch;
  };
  return createLoop('mail outbox', intervalMs, work, options.logger);
}

/** One after the other: they are parts of one document. */
async function attemptAll(options: MailOutboxOptions, { userId, pendingMails }: Account): Promise<void> {
  for (const mail of pendingMails) await attempt(options, userId, mail);
}

async function attempt(options: MailOutboxOptions, userId: Account['userId'], mail: PendingMail): Promise<void> {
  const { accounts, mailer, publicUrl, minutes, logger } = options;
  const { mailId, kind } = mail;
  const lifetimes: Readonly<Partial<Record<MailKind, number>>> = minutes;
  const token = newToken();
  let isMine = false;
  await accounts.update(userId, (current, now) => {
    const expiresAt = new Date(now.getTime() + (lifetimes[kind] ?? 0) * 60_000);
    const claimed = claimMail(current, mailId, { tokenHash: hashOf(token), expiresAt }, now);
    isMine = claimed !== current;
    return claimed;
  });
  if (!isMine) return;
  const delivery = await mailer.send(composeMail(mail, { publicUrl, token, minutes }));
  mails.inc({ kind, outcome: delivery.kind });
  if (delivery.kind === 'failed') {
    const { reason } = delivery;
    logger.warn({ userId, kind, attempts: mail.attempts + 1, reason }, 'mail not handed over; it waits');
    await accounts.update(userId, (current, now) => mailFailed(current, mailId, now));
    return;
  }
  if (delivery.kind === 'refused') logger.warn({ userId, kind, reason: delivery.reason }, 'the address takes no mail');
  await accounts.update(userId, (current) => mailSettled(current, mailId));
}
