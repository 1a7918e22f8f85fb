import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, type AddressId, type UserId } from '@arcade/contracts';
import { Schema, type ClientSession, type Connection, type Model } from 'mongoose';
import type { MongoAccountRepository } from '../accounts/mongo-account-repository.ts';
import { postalAddress } from '../accounts/mongo-account-model.ts';
import type { BookEntry } from './address-book.ts';
import type { AccountWithBook, AddressBooks } from './address-books.ts';
import { firstBookOf } from './keep-addresses.ts';

interface StoredBook {
  readonly _id: UserId;
  /** Grows with every write; two writers never both go from the same. */
  readonly revision: number;
  readonly entries: readonly BookEntry[];
  readonly defaultId: AddressId | null;
}

const duplicateKey = 11_000;
/** Its owner is the only writer. */
const maximumTries = 10;

const text = { type: String, required: true } as const;
const instant = { type: Date, required: true } as const;
const bookSchema = new Schema(
  {
    _id: text,
    revision: { type: Number, required: true },
    entries: [
      {
        _id: false,
        addressId: text,
        address: postalAddress,
        version: { type: Number, required: true },
        createdAt: instant,
        updatedAt: instant,
      },
    ],
    defaultId: { type: String, default: null },
  },
  { collection: 'address_books', versionKey: false, strict: 'throw' },
);

/** One document for each user, written together with the account when the default changes. */
export async function createMongoAddressBooks(
  connection: Connection,
  accounts: MongoAccountRepository,
): Promise<AddressBooks> {
  const books = connection.model('AddressBook', bookSchema) as unknown as Model<StoredBook>;
  await books.init();
  await books.createCollection();

  /** False: somebody else wrote first. */
  const write = async (
    userId: UserId,
    stored: StoredBook | null,
    { book }: AccountWithBook,
    session: ClientSession,
  ) => {
    const fields = { entries: book.entries, defaultId: book.defaultId };
    if (stored === null) {
      await books.create([{ _id: userId, revision: 1, ...fields }], { session });
      return true;
    }
    const expected = { _id: userId, revision: stored.revision };
    const { matchedCount } = await books.updateOne(expected, { $set: fields, $inc: { revision: 1 } }, { session });
    return matchedCount === 1;
  };

  const changeOnce = (userId: UserId, change: Parameters<AddressBooks['change']>[1]) =>
    connection.getClient().withSession((session) =>
      session.withTransaction(async () => {
        const stored = await books.findById(userId).session(session).lean<StoredBook>();
        let after: AccountWithBook | undefined;
        let before: AccountWithBook | undefined;
        await accounts.updateIn(session, userId, (account, now) => {
          before = { account, book: stored ?? firstBookOf(account) };
          after = change(before, now);
          return after.account;
        });
        if (after === undefined || after.book === before?.book) return after;
        if (await write(userId, stored, after, session)) return after;
        await session.abortTransaction();
        return undefined;
      }),
    );

  return {
    async read(userId) {
      const [stored, account] = await Promise.all([books.findById(userId).lean<StoredBook>(), accounts.find(userId)]);
      if (account === undefined) throw new DomainError('not-found');
      return stored ?? firstBookOf(account);
    },
    async change(userId, change) {
      for (let attempt = 1; attempt <= maximumTries; attempt++) {
        const changed = await changeOnce(userId, change).catch((error: unknown) => {
          // The first book of a user, written by two at once.
          if ((error as { code?: number }).code === duplicateKey) return undefined;
          throw error;
        });
        if (changed !== undefined) return changed;
        await sleep(Math.random() * 10 * attempt);
      }
      throw new DomainError('overloaded', 'These addresses are changed too often at the moment');
    },
  };
}
