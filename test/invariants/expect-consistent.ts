import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '@arcade/local-platform';
import { eventually } from '@arcade/testing';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Invariant } from './carts.ts';
import { loadFacts, readFacts, type Answer, type OtherBooks } from './facts.ts';
import { quietInventoryInvariants } from './inventory.ts';
import {
  deliveryInvariants,
  eventLogInvariants,
  factInvariants,
  mongoServices,
  sqlServices,
  type Schemas,
} from './messaging.ts';
import { providerInvariants } from './provider.ts';
import { answerInvariants, cartOrderInvariants, replicaInvariants } from './replicas.ts';
import { schemaInvariants } from './violations.ts';

/** Where the shop's books are: an account that reads all schemas, their names, and the other books. */
export interface Books extends Schemas {
  readonly url: string;
  readonly others: OtherBooks;
}

/** The books of an Arcade that runs in this process. */
export function booksOf({ stores, port, url }: Pick<Platform, 'stores' | 'port' | 'url'>): Books {
  const schema = (service: string) => new URL(stores.partUrl('mysql', service)).pathname.slice(1);
  return {
    url: stores.url('mysql'),
    ...(Object.fromEntries(sqlServices.map((service) => [service, schema(service)])) as unknown as Schemas),
    others: {
      databases: mongoServices.map((service) => ({ service, url: stores.partUrl('mongodb', service) })),
      shop: url,
      provider: `http://127.0.0.1:${port('payment-sandbox', 'http')}`,
    },
  };
}

/** What must be true of a shop that is quiet, each one query that must find nothing; facts are loaded before. */
export const allInvariants = (schemas: Schemas): readonly Invariant[] => [
  ...schemaInvariants(schemas),
  ...quietInventoryInvariants(schemas.inventory),
  ...sqlServices.flatMap((service) =>
    eventLogInvariants(schemas[service]).map(({ name, sql }) => ({ name: `${service}: ${name}`, sql })),
  ),
  ...factInvariants,
  ...deliveryInvariants(schemas),
  ...providerInvariants(schemas.payments),
  ...replicaInvariants(schemas),
  ...cartOrderInvariants(schemas),
  ...answerInvariants(schemas),
];

export interface Broken {
  readonly name: string;
  readonly rows: readonly unknown[];
}

/** The invariants that do not hold at the moment. */
export async function brokenInvariants(connection: Connection, books: Schemas): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  for (const { name, sql } of allInvariants(books)) {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    if (rows.length > 0) broken.push({ name, rows: rows.slice(0, 5) });
  }
  return broken;
}

/**
 * Asks every invariant until all hold: what is under way may finish first.
 * @param answers what clients were told, which has to be true whatever died since
 * @throws Error with the rows that break them when some still do after `timeoutMs` (default 60,000)
 */
export async function expectConsistent(
  books: Books,
  answers: readonly Answer[] = [],
  timeoutMs = 60_000,
): Promise<void> {
  const connection = await createConnection(books.url);
  try {
    // As the services do: their times are UTC, and so has to be what they are compared with.
    await connection.query("SET time_zone = '+00:00'");
    await connection.query(`USE ${books.payments}`);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      // What has just been killed may not answer yet.
      const facts = await eventually(() => readFacts(books.others, answers), { timeoutMs: 30_000, intervalMs: 500 });
      await loadFacts(connection, facts);
      const broken = await brokenInvariants(connection, books);
      if (broken.length === 0) return;
      if (Date.now() > deadline) throw new Error(`Not consistent:\n${JSON.stringify(broken, null, 2)}`);
      await sleep(500);
    }
  } finally {
    await connection.end();
  }
}
