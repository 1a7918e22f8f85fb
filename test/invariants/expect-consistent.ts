import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '@arcade/local-platform';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { cartHoldInvariants, cartInvariants, type Invariant } from './carts.ts';
import { inventoryInvariants } from './inventory.ts';
import { refundLineInvariants, reversalInvariants, reversalPeerInvariants } from './line-account.ts';
import { orderInvariants } from './orders.ts';
import { paymentInvariants } from './payments.ts';
import { purchaseInvariants } from './purchase.ts';

/** Where the shop's books are: an account that reads all of them, and the names of the schemas. */
export interface Books {
  readonly url: string;
  readonly carts: string;
  readonly inventory: string;
  readonly orders: string;
  readonly payments: string;
}

/** The books of an Arcade that runs in this process. */
export function booksOf({ stores, databaseUrl }: Pick<Platform, 'stores' | 'databaseUrl'>): Books {
  const schema = (service: string) => new URL(databaseUrl.mysql(service)).pathname.slice(1);
  return {
    url: stores.mysqlAdmin,
    carts: schema('carts'),
    inventory: schema('inventory'),
    orders: schema('orders'),
    payments: schema('payments'),
  };
}

/** Every invariant of a purchase, each one query that must find nothing. */
export const allInvariants = ({ carts, inventory, orders, payments }: Books): readonly Invariant[] => [
  ...cartInvariants(carts),
  ...inventoryInvariants(inventory),
  ...orderInvariants(orders),
  ...paymentInvariants(payments),
  ...refundLineInvariants(payments),
  ...reversalInvariants(orders),
  ...cartHoldInvariants(carts, inventory),
  ...purchaseInvariants({ inventory, orders, payments }),
  ...reversalPeerInvariants({ inventory, orders, payments }),
];

export interface Broken {
  readonly name: string;
  readonly rows: readonly unknown[];
}

/** The invariants that do not hold at the moment. */
export async function brokenInvariants(connection: Connection, books: Books): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  for (const { name, sql } of allInvariants(books)) {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    if (rows.length > 0) broken.push({ name, rows: rows.slice(0, 5) });
  }
  return broken;
}

/**
 * Asks every invariant until all hold: what is under way may finish first.
 * @throws Error with the rows that break them when some still do after `timeoutMs` (default 60,000)
 */
export async function expectConsistent(books: Books, timeoutMs = 60_000): Promise<void> {
  const connection = await createConnection(books.url);
  try {
    // As the services do: their times are UTC, and so has to be what they are compared with.
    await connection.query("SET time_zone = '+00:00'");
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const broken = await brokenInvariants(connection, books);
      if (broken.length === 0) return;
      if (Date.now() > deadline) throw new Error(`Not consistent:\n${JSON.stringify(broken, null, 2)}`);
      await sleep(500);
    }
  } finally {
    await connection.end();
  }
}
