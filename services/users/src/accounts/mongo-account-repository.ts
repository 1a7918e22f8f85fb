import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, UserId } from '@arcade/contracts';
import type { PendingEvent } from '@arcade/messaging/mongo';
import type { OutgoingEvent } from '@arcade/messaging';
import { cursorCodec } from '@arcade/service-defaults';
import type { ClientSession, Connection, QueryFilter } from 'mongoose';
import { databaseNow } from '../mongo-clock.ts';
import type { Account, LinkKind } from './account.ts';
import { eventsOf } from './account-events.ts';
import type { AccountRepository } from './account-repository.ts';
import { accountModel, type StoredAccount } from './mongo-account-model.ts';

/** Writers of one account are its user and an administrator; more than this many at once is no use anybody has. */
const maximumTries = 20;
const duplicateKey = 11_000;

/** Ids sort by creation. */
const cursors = cursorCodec('users.v1', UserId);

const tokensOf: Readonly<Record<LinkKind, string>> = {
  'verify-email': 'verifications.tokenHash',
  'reset-password': 'passwordResets.tokenHash',
  'confirm-email': 'emailChange.tokens.tokenHash',
};

export interface AccountEvents {
  pending(event: OutgoingEvent): PendingEvent;
  nudge(): void;
}

export interface MongoAccountRepository extends AccountRepository {
  /** `update` as a part of a transaction. */
  updateIn<Changed extends Account>(
    session: ClientSession | undefined,
    userId: Account['userId'],
    change: (account: Account, now: Date) => Changed,
  ): Promise<Changed>;
}

export async function createMongoAccountRepository(
  connection: Connection,
  events: AccountEvents,
): Promise<MongoAccountRepository> {
  const accounts = await accountModel(connection);
  const one = async (filter: QueryFilter<StoredAccount>) => {
    const found = await accounts.findOne(filter).lean<StoredAccount>();
    return found === null ? undefined : accountOf(found);
  };
  const many = async (filter: QueryFilter<StoredAccount>, limit: number) =>
    (await accounts.find(filter).limit(limit).lean<StoredAccount[]>()).map(accountOf);
  const pendingOf = (before: Account | undefined, after: Account) =>
    eventsOf(before, after).map((event) => events.pending(event));

  /** False: somebody else wrote first. */
  const replace = async (stored: StoredAccount, after: Account, session?: ClientSession): Promise<boolean> => {
    const pending = pendingOf(accountOf(stored), after);
    const { _id, ...fields } = documentOf(after);
    const { matchedCount } = await accounts
      .updateOne(
        { _id, revision: stored.revision },
        { $set: fields, $inc: { revision: 1 }, $push: { pendingEvents: { $each: pending } } },
        session === undefined ? {} : { session },
      )
      .catch((error: unknown) => {
        if (isDuplicate(error)) throw new DomainError('already-exists', 'This address has an account by now');
        throw error;
      });
    if (matchedCount === 1 && pending.length > 0) events.nudge();
    return matchedCount === 1;
  };

  const updateIn: MongoAccountRepository['updateIn'] = async (session, userId, change) => {
    for (let attempt = 1; attempt <= maximumTries; attempt++) {
      const stored = await accounts
        .findOne({ _id: userId })
        .session(session ?? null)
        .lean<StoredAccount>();
      if (stored === null) throw new DomainError('not-found');
      const before = accountOf(stored);
      const after = change(before, await databaseNow(connection));
      if ((after as Account) === before || (await replace(stored, after, session))) return after;
      await sleep(Math.random() * 10 * attempt);
    }
    throw new DomainError('overloaded', 'This account is changed too often at the moment');
  };

  return {
    now: () => databaseNow(connection),
    updateIn,
    async insert(account) {
      const pendingEvents = pendingOf(undefined, account);
      try {
        await accounts.create([{ ...documentOf(account), revision: 1, pendingEvents }]);
      } catch (error) {
        if (isDuplicate(error)) return 'email-taken';
        throw error;
      }
      events.nudge();
      return 'inserted';
    },
    find: (userId) => one({ _id: userId }),
    findByEmail: (email) => one({ email }),
    findByToken: (kind, tokenHash) => one({ [tokensOf[kind]]: tokenHash }),
    update: (userId, change) => updateIn(undefined, userId, change),
    async list({ cursor, limit, email }) {
      const filter: QueryFilter<StoredAccount> = {
        ...(cursor === undefined ? {} : { _id: { $lt: cursors.decode(cursor) } }),
        ...(email === undefined ? {} : { email }),
      };
      // Ids are UUIDv7: their order is that of creation.
      const found = await accounts
        .find(filter)
        .sort({ _id: -1 })
        .limit(limit + 1)
        .lean<StoredAccount[]>();
      const items = found.slice(0, limit).map(accountOf);
      const last = items.at(-1);
      return found.length > limit && last !== undefined
        ? { items, nextCursor: cursors.encode(last.userId) }
        : { items };
    },
    hasAdmin: async () => (await accounts.exists({ roles: 'admin' })) !== null,
    withDueMail: async (limit) => many({ 'pendingMails.dueAt': { $lte: await databaseNow(connection) } }, limit),
    withRevocations: (limit) => many({ 'pendingRevocations.revocationId': { $exists: true } }, limit),
  };
}

function documentOf({ userId, ...fields }: Account): Omit<StoredAccount, 'revision' | 'pendingEvents'> {
  return { _id: userId, ...fields };
}

const isDuplicate = (error: unknown) => (error as { code?: number }).code === duplicateKey;

/** What accounts from before there was such a thing lack. */
const added = { passwordResets: [], emailChange: null, pendingMails: [] } as const;

function accountOf({ _id, revision: _r, pendingEvents: _e, pendingMail: _m, ...fields }: StoredAccount): Account {
  return { userId: _id, ...added, ...fields };
}
