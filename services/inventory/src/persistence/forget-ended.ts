import { sql } from 'kysely';
import type { InventoryDatabase } from './tables.ts';

/** Orders' records stay; carts and hand-held units that ended long ago tell nobody anything. Returns how many rows. */
export async function forgetEnded(db: InventoryDatabase, olderThanDays: number, limit: number): Promise<number> {
  let forgotten = 0n;
  for (const status of ['RELEASED', 'EXPIRED']) {
    const ended = await sql`DELETE FROM reservation
      WHERE status = ${status} AND expires_at < NOW(6) - INTERVAL ${olderThanDays} DAY
        AND ended_at < NOW(6) - INTERVAL ${olderThanDays} DAY AND order_id IS NULL LIMIT ${limit}`.execute(db);
    forgotten += ended.numAffectedRows ?? 0n;
  }
  const carts = await sql`DELETE FROM cart_hold
    WHERE updated_at < NOW(6) - INTERVAL ${olderThanDays} DAY AND expires_at IS NULL LIMIT ${limit}`.execute(db);
  return Number(forgotten + (carts.numAffectedRows ?? 0n));
}
