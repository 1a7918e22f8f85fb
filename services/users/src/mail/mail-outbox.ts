import { createLoop, type Logger, type Loop } from '@arcade/service-defaults';
import { Counter } from 'prom-client';
import { claimMail, mailFailed, mailSettled } from '../accounts/account-mails.ts';
import type { Account } from '../accounts/account.ts';
import type { AccountRepository } from '../accounts/account-repository.ts';
import { hashOf, newToken } from '../sessions/session-tokens.ts';
import type { Mailer } from './mailer.ts';
import { verificationMail } from './verification-mail.ts';

const batch = 10;
const intervalMs = 1000;

const mails = new Counter({
  name: 'users_mails_total',
  help: 'Attempts to hand over a verification mail, by outcome',
  labelNames: ['outcome'] as const,
});

export interface MailOutboxOptions {
  readonly accounts: AccountRepository;
  readonly mailer: Mailer;
  readonly publicUrl: string;
  readonly verificationHours: number;
  readonly logger: Logger;
}

/**
 * Sends the mails that accounts wait for, until a server has taken them. A process that dies in between sends one
 * twice, never none.
 */
export function createMailOutbox(options: MailOutboxOptions): Loop {
  const work = async () => {
    const due = await options.accounts.withDueMail(batch);
    await Promise.all(due.map((account) => attempt(options, account)));
    return due.length === batch;
  };
  return createLoop('mail outbox', intervalMs, work, options.logger);
}

async function attempt(options: MailOutboxOptions, { userId, pendingMail }: Account): Promise<void> {
  if (pendingMail === null) return;
  const { accounts, mailer, publicUrl, verificationHours: hours, logger } = options;
  const { mailId } = pendingMail;
  const token = newToken();
  const tokenHash = hashOf(token);
  const account = await accounts.update(userId, (current, now) =>
    claimMail(current, mailId, { tokenHash, expiresAt: new Date(now.getTime() + hours * 3_600_000) }, now),
  );
  if (account.verifications.at(-1)?.tokenHash !== tokenHash) return;
  const delivery = await mailer.send(verificationMail(account, { publicUrl, token, hours, mailId }));
  mails.inc({ outcome: delivery.kind });
  if (delivery.kind === 'failed') {
    logger.warn(
      { userId, attempts: pendingMail.attempts + 1, reason: delivery.reason },
      'mail not handed over; it waits',
    );
    await accounts.update(userId, (current, now) => mailFailed(current, mailId, now));
    return;
  }
  if (delivery.kind === 'refused') logger.warn({ userId, reason: delivery.reason }, 'the address takes no mail');
  await accounts.update(userId, (current) => mailSettled(current, mailId));
}
