import { createClient } from '@arcade/client';
import { productsApi } from '@arcade/contracts';
import mongoose from 'mongoose';
import type { Connection } from 'mysql2/promise';

/** What a client was told, as it keeps it. Amounts in minor units. */
export type Answer =
  | { readonly kind: 'order'; readonly id: string; readonly userId: string; readonly amount: number }
  | { readonly kind: 'payment'; readonly id: string; readonly orderId: string; readonly amount: number };

/** Where those books are that are not schemas of the one SQL server. */
export interface OtherBooks {
  /** Of the services that keep their books in MongoDB. */
  readonly databases: readonly { readonly service: string; readonly url: string }[];
  /** The provider's own API. */
  readonly provider: string;
  /** The gateway, as shoppers see it. */
  readonly shop: string;
}

const key = 'VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin';
const money = 'CHAR(3) CHARACTER SET ascii';

/** Tables of a session into which the facts of other books are read, so that every invariant is one query. */
export const factTables = {
  facts_products: `product_id ${key}, merchant_id ${key}, price BIGINT, currency_code ${money}, status ${key},
    version INT, available INT, available_version BIGINT`,
  facts_shown: `product_id ${key}, price BIGINT, currency_code ${money}, available INT`,
  facts_users: `user_id ${key}, version INT`,
  facts_authors: `user_id ${key}, version INT`,
  facts_events: `producer ${key}, event_id ${key}, topic ${key}, seq BIGINT, sent TINYINT`,
  facts_pending: `producer ${key}, event_id ${key}`,
  facts_inbox: `consumer ${key}, event_id ${key}, topic ${key}`,
  facts_dead_letters: `consumer ${key}, event_id ${key}, reason VARCHAR(500)`,
  facts_charges: `charge_id ${key}, order_id ${key}, status ${key}, captured BIGINT, refunded BIGINT, currency_code ${money}`,
  facts_answers: `kind ${key}, id ${key}, user_id ${key}, order_id ${key}, amount BIGINT`,
} as const;
export type FactTable = keyof typeof factTables;
type Rows = readonly (readonly unknown[])[];
export type Facts = Readonly<Record<FactTable, Rows>>;

/** Puts facts into tables that only this connection sees, in the schema it uses. */
export async function loadFacts(connection: Connection, facts: Facts): Promise<void> {
  for (const [table, columns] of Object.entries(factTables) as [FactTable, string][]) {
    await connection.query(`CREATE OR REPLACE TEMPORARY TABLE ${table} (${columns}) ENGINE=InnoDB`);
    if (facts[table].length > 0) await connection.query(`INSERT INTO ${table} VALUES ?`, [facts[table]]);
  }
}

/** Reads the catalogue, the accounts and the provider's ledger. */
export async function readFacts(books: OtherBooks, answers: readonly Answer[]): Promise<Facts> {
  const [databases, charges, shown] = await Promise.all([
    Promise.all(books.databases.map(readDatabase)),
    readCharges(books.provider),
    readShown(books.shop),
  ]);
  return {
    facts_products: databases
      .flatMap(({ products }) => products)
      .map(({ _id, merchantId, price, status, version, availability }) => {
        return [
          _id,
          merchantId,
          price.amount,
          price.currencyCode,
          status,
          version,
          availability.available,
          availability.version,
        ];
      }),
    facts_shown: shown,
    facts_users: databases.flatMap(({ accounts }) => accounts).map(({ _id, version }) => [_id, version]),
    facts_authors: databases.flatMap(({ authors }) => authors).map(({ _id, version }) => [_id, version]),
    facts_events: databases.flatMap(({ events }) => events),
    facts_pending: databases.flatMap(({ pending }) => pending),
    facts_inbox: databases.flatMap(({ inbox }) => inbox),
    facts_dead_letters: databases.flatMap(({ deadLetters }) => deadLetters),
    facts_charges: charges,
    facts_answers: answers.map((answer) => [
      answer.kind,
      answer.id,
      answer.kind === 'order' ? answer.userId : null,
      answer.kind === 'payment' ? answer.orderId : null,
      answer.amount,
    ]),
  };
}

interface StoredProduct {
  readonly _id: string;
  readonly merchantId: string;
  readonly price: { readonly amount: number; readonly currencyCode: string };
  readonly status: string;
  readonly version: number;
  readonly availability: { readonly available: number; readonly version: number };
}
interface Versioned {
  readonly _id: string;
  readonly version: number;
}

type WithEvents = { readonly pendingEvents?: readonly { readonly eventId: string }[] };

async function readDatabase({ service, url }: OtherBooks['databases'][number]) {
  const connection = await mongoose.createConnection(url, { autoIndex: false }).asPromise();
  const all = async <Document extends object>(name: string, filter = {}) =>
    (await connection.collection(name).find(filter).toArray()) as unknown as readonly Document[];
  try {
    const collections = await connection.listCollections();
    const [withEvents, events, inbox, deadLetters, products, authors, accounts] = await Promise.all([
      Promise.all(collections.map(({ name }) => all<WithEvents>(name, { 'pendingEvents.eventId': { $exists: true } }))),
      all<{ _id: number; eventId: string; topic: string; sentAt: Date | null }>('events'),
      all<{ _id: string; topic: string }>('inbox'),
      all<{ _id: string; reason: string; buriedAt: Date | null; replayedAt: Date | null }>('dead_letters'),
      all<StoredProduct>('products'),
      all<Versioned>('authors'),
      all<Versioned>('accounts'),
    ]);
    const waiting = deadLetters.filter(({ buriedAt, replayedAt }) => buriedAt !== null && replayedAt == null);
    return {
      products,
      authors,
      accounts,
      events: events.map(({ _id, eventId, topic, sentAt }) => [service, eventId, topic, _id, sentAt === null ? 0 : 1]),
      pending: withEvents
        .flat()
        .flatMap(({ pendingEvents = [] }) => pendingEvents.map(({ eventId }) => [service, eventId])),
      inbox: inbox.map(({ _id, topic }) => [service, _id, topic]),
      deadLetters: waiting.map(({ _id, reason }) => [service, _id, reason.slice(0, 500)]),
    };
  } finally {
    await connection.close();
  }
}

interface Charge {
  readonly id: string;
  readonly status: string;
  readonly currency: string;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly metadata: Readonly<Record<string, string>>;
}

async function readCharges(origin: string): Promise<Rows> {
  const charges: Charge[] = [];
  for (;;) {
    const last = charges.at(-1);
    const after = last === undefined ? '' : `&starting_after=${last.id}`;
    const page = await fetch(`${origin}/charges?limit=1000&created_after=1970-01-01T00:00:00.000Z${after}`);
    const { data, has_more } = (await page.json()) as { data: Charge[]; has_more: boolean };
    charges.push(...data);
    if (!has_more) break;
  }
  return charges.map(({ id, status, currency, amount_captured, amount_refunded, metadata }) => {
    return [id, metadata['orderId'] ?? '', status, amount_captured, amount_refunded, currency];
  });
}

async function readShown(origin: string): Promise<Rows> {
  const client = createClient({ baseUrl: origin });
  const rows: unknown[][] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await client.call(productsApi.listProducts, { query });
    rows.push(
      ...body.items.map(({ productId, price, availability }) => {
        return [productId, price.amount, price.currencyCode, availability.available];
      }),
    );
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return rows;
}
