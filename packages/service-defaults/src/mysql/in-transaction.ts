import type { Kysely, Transaction } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';

/** Deadlock, lock wait time-out, and MariaDB's "record has changed since last read". */
const retried = new Set([1213, 1205, 1020]);
const maximumAttempts = 5;

/** Whether a statement has met a row that has its key already. */
export const isDuplicateKey = (error: unknown): boolean => (error as { errno?: number }).errno === 1062;

/**
 * Runs work in one transaction; after a deadlock or lock time-out it is rolled back and run whole again, at most five
 * times. Work must therefore do nothing but statements of this transaction.
 */
export async function inTransaction<Tables, Result>(
  db: Kysely<Tables>,
  work: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt >= maximumAttempts || !retried.has((error as { errno?: number }).errno ?? 0)) throw error;
      await sleep(Math.random() * 5 * 2 ** attempt);
    }
  }
}
