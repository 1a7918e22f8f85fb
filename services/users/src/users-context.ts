import type { StoredSession } from '@arcade/contracts';
import {
  createLoop,
  createStateStore,
  type Dapr,
  type Failpoints,
  type Idempotent,
  type Logger,
  type Loop,
} from '@arcade/service-defaults';
import type { Connection } from 'mongoose';
import type { Account } from './accounts/account.ts';
import type { AccountRepository } from './accounts/account-repository.ts';
import { createMongoAccountRepository, type AccountEvents } from './accounts/mongo-account-repository.ts';
import type { AddressBooks } from './addresses/address-books.ts';
import { createMongoAddressBooks } from './addresses/mongo-address-books.ts';
import type { Config } from './config.ts';
import { createMailOutbox } from './mail/mail-outbox.ts';
import type { Mailer } from './mail/mailer.ts';
import { createSmtpMailer } from './mail/smtp-mailer.ts';
import { createPasswordHasher, type PasswordHasher } from './passwords/password-hasher.ts';
import { createPersonalDocuments, type PersonalDocuments } from './personal-documents.ts';
import { answerResetRequests } from './resets/answer-reset-requests.ts';
import { createMongoResetRequests } from './resets/mongo-reset-requests.ts';
import type { ResetRequests } from './resets/reset-requests.ts';
import { createMongoRevocationLog } from './sessions/mongo-revocation-log.ts';
import type { RevocationLog } from './sessions/revocation-log.ts';
import { createSessions, type Sessions } from './sessions/sessions.ts';
import { settleRevocations } from './sessions/settle-revocations.ts';
import type { ThrottleRule } from './throttle/failures.ts';
import type { KnownOrigins } from './throttle/known-origins.ts';
import { createMongoFailureCounters } from './throttle/mongo-failure-counters.ts';
import { createMongoKnownOrigins } from './throttle/mongo-known-origins.ts';
import { createSignInGuard, type GuardCounters, type SignInGuard } from './throttle/sign-in-guard.ts';

/** Everything the operations of this service work with. */
export interface UsersContext {
  readonly accounts: AccountRepository;
  readonly addressBooks: AddressBooks;
  readonly idempotent: Idempotent;
  readonly passwords: PasswordHasher;
  readonly guard: SignInGuard;
  readonly origins: KnownOrigins;
  readonly sessions: Sessions;
  readonly sessionSeconds: number;
  readonly revocations: RevocationLog;
  readonly documents: PersonalDocuments;
  readonly mailer: Mailer;
  readonly mailOutbox: Loop;
  readonly resetRequests: ResetRequests;
  readonly resetLoop: Loop;
  /** Brings the account's waiting revocations into the log; what fails now is done by the loop. */
  settle(account: Account): Promise<void>;
  readonly logger: Logger;
}

export interface Connections {
  readonly connection: Connection;
  readonly dapr: Dapr;
  readonly messaging: AccountEvents;
  readonly idempotent: Idempotent;
  readonly failpoints: Failpoints;
  readonly logger: Logger;
}

export async function createUsersContext(config: Config, connections: Connections): Promise<UsersContext> {
  const { connection, dapr, messaging, idempotent, failpoints, logger } = connections;
  const accounts = await createMongoAccountRepository(connection, messaging);
  const revocations = await createMongoRevocationLog(connection, messaging);
  const seconds = config.SESSION_SECONDS;
  const now = () => accounts.now();
  const origins = await createMongoKnownOrigins(connection, now);
  return {
    accounts,
    addressBooks: await createMongoAddressBooks(connection, accounts),
    idempotent,
    revocations,
    passwords: await passwordHasherOf(config),
    origins,
    guard: createSignInGuard(await countersOf(config, connection), origins, now),
    sessions: createSessions({
      store: createStateStore<StoredSession>(dapr, 'sessions'),
      revocations,
      now,
      seconds,
      logger,
    }),
    sessionSeconds: seconds,
    documents: createPersonalDocuments(createStateStore(dapr, 'preferences')),
    ...(await mailPartsOf(config, connections, accounts)),
    async settle(account) {
      await failpoints.hit('users.before-settle');
      await settleRevocations(accounts, revocations, account).catch((error: unknown) =>
        logger.warn({ err: error }, 'a revocation waits for the loop'),
      );
    },
    logger,
  };
}

async function mailPartsOf(config: Config, { connection, logger }: Connections, accounts: AccountRepository) {
  const { PUBLIC_URL: publicUrl, VERIFICATION_HOURS: hours, PASSWORD_RESET_MINUTES: resetMinutes } = config;
  const minutes = { 'verify-email': hours * 60, 'confirm-email': hours * 60, 'reset-password': resetMinutes };
  const mailer = createSmtpMailer(config.SMTP_URL, config.MAIL_FROM);
  const mailOutbox = createMailOutbox({ accounts, mailer, publicUrl, minutes, logger });
  const resetRequests = await createMongoResetRequests(connection);
  const answer = () => answerResetRequests({ accounts, resetRequests, mailOutbox });
  return {
    mailer,
    mailOutbox,
    resetRequests,
    resetLoop: createLoop('password reset requests', 10_000, answer, logger),
  };
}

const passwordHasherOf = (config: Config) =>
  createPasswordHasher(
    {
      memoryCost: config.ARGON2_MEMORY_KIB,
      timeCost: config.ARGON2_ITERATIONS,
      parallelism: config.ARGON2_PARALLELISM,
    },
    { concurrency: config.HASH_CONCURRENCY, queue: config.HASH_QUEUE },
  );

async function countersOf(config: Config, connection: Connection): Promise<GuardCounters> {
  const rule = {
    freeFailures: config.LOGIN_FREE_FAILURES,
    firstDelayMs: config.LOGIN_FIRST_DELAY_SECONDS * 1000,
    maxDelayMs: config.LOGIN_MAX_DELAY_SECONDS * 1000,
    forgetMs: 3_600_000,
  };
  const { LOGIN_ACCOUNT_FREE_FAILURES: perAccount, LOGIN_FAILURES_PER_IP: perNetwork } = config;
  const counters = (name: string, change: Partial<ThrottleRule>) =>
    createMongoFailureCounters(connection, name, { ...rule, ...change });
  const [pairs, accounts, networks] = await Promise.all([
    counters('pair', {}),
    counters('account', { freeFailures: perAccount, forgetMs: 86_400_000 }),
    counters('network', { freeFailures: perNetwork, forgetMs: 600_000 }),
  ]);
  return { pairs, accounts, networks };
}
