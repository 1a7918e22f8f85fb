import { sql, type Kysely } from 'kysely';
import type { CartId, OrderId } from '@arcade/contracts';
import { keepHours } from '@arcade/service-defaults';
import { inTransaction } from '@arcade/service-defaults/mysql';
import type { CartRepository } from '../application/cart-repository.ts';
import type { CartsTable, CartsTables } from './tables.ts';

type Sweeps = Pick<
  CartRepository,
  'claimDueHolds' | 'claimUnwatched' | 'markWatched' | 'expired' | 'overdueLeases' | 'forgetOld'
>;

/** What the background work looks for. Only the database's clock decides what is due. */
export const sweepQueries = (db: Kysely<CartsTables>): Sweeps => ({
  claimDueHolds: (limit, retrySeconds) =>
    inTransaction(db, async (tx) => {
      const { rows } = await sql<{ cart_id: CartId }>`SELECT cart_id FROM carts
        WHERE hold_due_at <= NOW(6) AND status <> 'checkout' ORDER BY hold_due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(
        tx,
      );
      const cartIds = rows.map(({ cart_id }) => cart_id);
      if (cartIds.length === 0) return [];
      await sql`UPDATE carts SET hold_due_at = NOW(6) + INTERVAL ${retrySeconds} SECOND
        WHERE cart_id IN (${sql.join(cartIds)})`.execute(tx);
      return cartIds;
    }),
  claimUnwatched: (limit, retrySeconds) =>
    inTransaction(db, async (tx) => {
      const { rows } = await sql<Pick<CartsTable, 'cart_id' | 'expires_at'> & { read_at: Date }>`
        SELECT cart_id, expires_at, NOW(3) AS read_at FROM carts
        WHERE watch_due_at <= NOW(3) ORDER BY watch_due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx);
      const carts = rows.map((row) => ({ cartId: row.cart_id, expiresAt: row.expires_at, readAt: row.read_at }));
      if (carts.length === 0) return [];
      await sql`UPDATE carts SET watch_due_at = NOW(3) + INTERVAL ${retrySeconds} SECOND
        WHERE cart_id IN (${sql.join(carts.map(({ cartId }) => cartId))})`.execute(tx);
      return carts;
    }),
  async markWatched(cartIds) {
    await db.updateTable('carts').set({ watch_due_at: null }).where('cart_id', 'in', cartIds).execute();
  },
  async expired(limit) {
    const { rows } = await sql<{ cart_id: CartId }>`SELECT cart_id FROM carts
      WHERE status = 'open' AND expires_at <= NOW(3) ORDER BY expires_at LIMIT ${limit}`.execute(db);
    return rows.map(({ cart_id }) => cart_id);
  },
  async overdueLeases(limit) {
    const { rows } = await sql<{ cart_id: CartId; order_id: OrderId }>`SELECT cart_id, order_id FROM carts
      WHERE status = 'checkout' AND locked_until <= NOW(6) ORDER BY locked_until LIMIT ${limit}`.execute(db);
    return rows.map(({ cart_id, order_id }) => ({ cartId: cart_id, orderId: order_id }));
  },
  async forgetOld(limit) {
    const { numAffectedRows } = await sql`DELETE FROM applied_requests
      WHERE applied_at < NOW(6) - INTERVAL ${keepHours} HOUR LIMIT ${requestLimit}`.execute(db);
    const moreCarts = await forgetCarts(db, limit);
    return moreCarts || numAffectedRows === BigInt(requestLimit);
  },
});

/** How many requests are forgotten at once. */
const requestLimit = 1000;

/** Days for which carts that are over are kept: late events and replays still find them. */
const keepDays = 90;

async function forgetCarts(db: Kysely<CartsTables>, limit: number): Promise<boolean> {
  const { rows } = await sql<{ cart_id: CartId }>`SELECT cart_id FROM carts
    WHERE status IN ('closed', 'merged', 'expired') AND hold_due_at IS NULL AND updated_at < NOW(3) - INTERVAL ${keepDays} DAY
    LIMIT ${limit}`.execute(db);
  const cartIds = rows.map(({ cart_id }) => cart_id);
  if (cartIds.length === 0) return false;
  await inTransaction(db, async (tx) => {
    for (const table of ['cart_items', 'cart_codes', 'applied_requests', 'given_back_uses', 'carts'] as const) {
      await tx.deleteFrom(table).where('cart_id', 'in', cartIds).execute();
    }
  });
  return cartIds.length === limit;
}
