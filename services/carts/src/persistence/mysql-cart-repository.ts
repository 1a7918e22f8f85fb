import type { CartId } from '@arcade/contracts';
import { inTransaction, later } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { CartRef, CartRepository, RequestMark } from '../application/cart-repository.ts';
import type { Cart } from '../domain/cart.ts';
import { readLockedCart, writeLockedCart } from './commit-cart.ts';
import { sweepQueries } from './cart-sweeps.ts';
import { readCart, readCartAndProduct } from './read-cart.ts';
import { recordHold, recordRelease } from './record-hold.ts';
import type { CartsTables } from './tables.ts';
import { isDuplicate, updateCart, type CartRepositoryOptions } from './update-cart.ts';
import { columnsOf, insertLines, markRequest } from './write-cart.ts';

export function createMysqlCartRepository(options: CartRepositoryOptions): CartRepository {
  const { db } = options;
  return {
    now: () => databaseTime(db),
    load: (ref) => readCart(db, ref),
    loadWith: (ref, productId) => readCartAndProduct(db, ref, productId),
    insert: (cart, holds, request) => insertCart(options, cart, holds, request),
    update: (ref, decide, how = {}) => updateCart(options, ref, decide, how),
    merge: (guestCartId, userId, decide) => mergeCarts(options, { cartId: guestCartId }, { userId }, decide),
    touch: (cartId) => touch(options, cartId),
    recordHold: (cart, hold) => recordHold(db, cart, hold),
    recordRelease: (cart) => recordRelease(db, cart),
    ...sweepQueries(db),
  };
}

async function databaseTime(db: Kysely<CartsTables>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT NOW(3) AS now`.execute(db);
  return rows[0]?.now ?? new Date(Number.NaN);
}

async function insertCart(
  { db, idle }: CartRepositoryOptions,
  cart: Cart,
  holds: boolean,
  request: RequestMark | undefined,
): Promise<boolean> {
  try {
    await inTransaction(db, async (tx) => {
      const { cartId: cart_id, guestTokenHash: guest_token_hash, createdAt: created_at } = cart;
      const hold_due_at = holds ? sql<Date>`NOW(6) + INTERVAL ${idle.holdGraceSeconds} SECOND` : null;
      const livesMs = cart.expiresAt.getTime() - created_at.getTime();
      const watch_due_at = new Date(created_at.getTime() + Math.min(idle.watchAfterMs, livesMs / 2));
      const row = { ...columnsOf(cart), cart_id, guest_token_hash, created_at, hold_due_at, watch_due_at };
      await later(tx, tx.insertInto('carts').values(row));
      await insertLines(tx, cart, cart.lines);
      if (request !== undefined) await markRequest(tx, cart, request);
    });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

async function mergeCarts(
  options: CartRepositoryOptions,
  guestRef: CartRef,
  userRef: CartRef,
  decide: Parameters<CartRepository['merge']>[2],
): Promise<Cart | undefined> {
  const merged = await inTransaction(options.db, async (tx) => {
    const guest = await readLockedCart(tx, guestRef);
    const user = await readLockedCart(tx, userRef);
    const decision = decide(guest, user);
    if (decision === undefined || guest === undefined || user === undefined) return undefined;
    const after = await writeLockedCart(options, tx, user, decision.user);
    await writeLockedCart(options, tx, guest, decision.guest);
    return after;
  });
  if (merged !== undefined) options.onHoldsDue();
  return merged;
}

const touch = ({ db, idle }: CartRepositoryOptions, cartId: CartId): Promise<void> =>
  sql`UPDATE carts SET expires_at = NOW(3) + INTERVAL IF(user_id IS NULL, ${idle.guestMs}, ${idle.userMs}) * 1000 MICROSECOND
    WHERE cart_id = ${cartId} AND status = 'open'`
    .execute(db)
    .then(() => undefined);
