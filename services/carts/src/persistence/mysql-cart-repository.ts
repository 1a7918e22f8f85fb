import { DomainError, type CartId } from '@arcade/contracts';
import { GuardFailed, inTransaction, isDuplicateKey } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type {
  CartRef,
  CartRepository,
  Decide,
  RequestMark,
  Updated,
  UpdateOptions,
} from '../application/cart-repository.ts';
import { eventOf } from '../domain/cart-events.ts';
import type { Cart, CartNews } from '../domain/cart.ts';
import { followOrder, usesAfter, type OrderNews } from '../domain/follow-order.ts';
import { sweepQueries } from './cart-sweeps.ts';
import { settleUses } from './promotion-uses.ts';
import { readCart, readCartAndProduct, readLockedCart } from './read-cart.ts';
import { recordHold, recordRelease } from './record-hold.ts';
import type { CartsTable, CartsTables, CartsTransaction } from './tables.ts';
import { asksAtOnce, insertCart, writeCart, type Append, type CartWriting } from './write-cart.ts';

export interface CartRepositoryOptions extends CartWriting {
  readonly db: Kysely<CartsTables>;
  /** After a commit with news. */
  readonly onNews: () => void;
  /** After a commit that inventory has to follow though no request waits for it. */
  readonly onHoldsDue: () => void;
}

export interface MysqlCartRepository extends CartRepository {
  /** Changes a cart, if there is one, in the transaction of the caller; no request waits for it. */
  updateIn(tx: CartsTransaction, cartId: CartId, decide: Decide): Promise<void>;
  /** Lets an order's cart and the uses of its codes follow the order; they do also when the cart has been forgotten. */
  followOrderIn(tx: CartsTransaction, cartId: CartId, news: OrderNews): Promise<void>;
}

export function createMysqlCartRepository(options: CartRepositoryOptions): MysqlCartRepository {
  const { db, times, append, logger, onNews, onHoldsDue } = options;

  /** Undefined when there is no cart; without a decision when it was left as it is. */
  async function change(tx: CartsTransaction, before: Cart | undefined, decide: Decide, how: UpdateOptions = {}) {
    if (before === undefined) return undefined;
    const decision = decide(before);
    return { cart: decision === undefined ? before : await writeCart(options, tx, before, decision, how), decision };
  }

  /** On the chance that nobody else changes it at the same time, then waiting for its row. */
  async function update(ref: CartRef, decide: Decide, how: UpdateOptions): Promise<Updated> {
    const before = how.known ?? (await readCart(db, ref));
    const changed = await inTransaction(db, (tx) => change(tx, before, decide, how)).catch((error: unknown) => {
      if (!(error instanceof GuardFailed)) throw error;
      return inTransaction(db, async (tx) => change(tx, await readLockedCart(tx, ref), decide, how));
    });
    const { cart, decision } = found(changed);
    if (decision?.news !== undefined) onNews();
    if (decision !== undefined && asksAtOnce(cart, how.unattended)) onHoldsDue();
    return { cart, repeated: false };
  }

  async function updateIn(tx: CartsTransaction, cartId: CartId, decide: Decide) {
    return await change(tx, await readLockedCart(tx, { cartId }), decide, { unattended: true });
  }

  return {
    now: () => databaseTime(db),
    load: (ref) => readCart(db, ref),
    loadWith: (ref, productId) => readCartAndProduct(db, ref, productId),
    insert: (cart, request) =>
      inTransaction(db, (tx) => insertCart(options, tx, cart, request)).then(() => true, falseOnDuplicate),
    update: (ref, decide, how = {}) =>
      update(ref, decide, how).catch((error: unknown) => {
        if (how.request === undefined || !isDuplicateKey(error)) throw error;
        return repeated(db, ref, how.request);
      }),
    async updateIn(tx, cartId, decide) {
      await updateIn(tx, cartId, decide);
    },
    async followOrderIn(tx, cartId, news) {
      const changed = await updateIn(tx, cartId, (cart) => followOrder(cart, news));
      if (changed === undefined) await settleUses(tx, usesAfter(news), logger);
    },
    merge: (guestCartId, userId, decide) =>
      inTransaction(db, async (tx) => {
        const guest = await readLockedCart(tx, { cartId: guestCartId });
        const user = await readLockedCart(tx, { userId });
        const merged = decide(guest, user);
        if (merged === undefined || guest === undefined || user === undefined) return undefined;
        const after = await writeCart(options, tx, user, { cart: merged.user });
        await writeCart(options, tx, guest, { cart: merged.guest });
        return after;
      }),
    async touch(cartId) {
      await sql`UPDATE carts
        SET expires_at = NOW(3) + INTERVAL IF(user_id IS NULL, ${times.guestIdleMs}, ${times.userIdleMs}) * 1000 MICROSECOND
        WHERE cart_id = ${cartId} AND status = 'open'`.execute(db);
    },
    async announce(cartIds, reason) {
      await inTransaction(db, (tx) => announce(tx, cartIds, reason, append));
      onNews();
    },
    recordHold: (cart, hold) => recordHold(db, cart, hold),
    recordRelease: (cart) => recordRelease(db, cart),
    ...sweepQueries(db),
  };
}

async function databaseTime(db: Kysely<CartsTables>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT NOW(3) AS now`.execute(db);
  return rows[0]?.now ?? new Date(Number.NaN);
}

const falseOnDuplicate = (error: unknown): false => {
  if (isDuplicateKey(error)) return false;
  throw error;
};

/** @throws DomainError not-found */
function found<Found>(cart: Found | undefined): Found {
  if (cart === undefined) throw new DomainError('not-found');
  return cart;
}

/** The cart as a request has left it that took effect before. */
async function repeated(db: Kysely<CartsTables>, ref: CartRef, { key, hash }: RequestMark): Promise<Updated> {
  const cart = found(await readCart(db, ref));
  const mark = await db
    .selectFrom('applied_requests')
    .select('request_hash')
    .where('cart_id', '=', cart.cartId)
    .where('request_key', '=', key)
    .executeTakeFirst();
  if (mark !== undefined && mark.request_hash !== hash) throw new DomainError('idempotency-mismatch');
  return { cart, repeated: true };
}

/** One event for each open cart; their revisions grow with it. */
async function announce(tx: CartsTransaction, cartIds: readonly CartId[], reason: CartNews, append: Append) {
  const among = sql`cart_id IN (${sql.join(cartIds)}) AND status = 'open'`;
  await sql`UPDATE carts SET revision = revision + 1 WHERE ${among}`.execute(tx);
  const { rows } = await sql<Pick<CartsTable, 'cart_id' | 'user_id' | 'revision'>>`
    SELECT cart_id, user_id, revision FROM carts WHERE ${among}`.execute(tx);
  await append(
    tx,
    ...rows.map((row) => eventOf({ cartId: row.cart_id, userId: row.user_id, revision: row.revision }, reason)),
  );
}
