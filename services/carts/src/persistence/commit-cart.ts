import type { Logger } from '@arcade/service-defaults';
import { later } from '@arcade/service-defaults/mysql';
import { sql } from 'kysely';
import type { CartRef, Decide, UpdateOptions } from '../application/cart-repository.ts';
import type { Cart } from '../domain/cart.ts';
import type { CartDecision, OrderUses } from '../domain/change-cart.ts';
import type { AppendNews } from './append-news.ts';
import { giveBackUses, reserveUses, retakeUses } from './promotion-uses.ts';
import { readCart, whereCart } from './read-cart.ts';
import type { CartsTransaction } from './tables.ts';
import { markRequest, stamp, writeCart, type IdleTimes } from './write-cart.ts';

/** What every write of a cart needs. */
export interface CartWriting {
  readonly idle: IdleTimes;
  readonly appendNews: AppendNews;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The cart after the change, or as it was left; undefined: there is none. */
export type Changed =
  | { readonly cart: Cart; readonly decision: CartDecision }
  | { readonly cart: Cart | undefined; readonly decision: undefined };

/** Changes a cart in a transaction while nobody else can. */
export async function changeLockedCart(
  writing: CartWriting,
  tx: CartsTransaction,
  ref: CartRef,
  decide: Decide,
  how: UpdateOptions = {},
): Promise<Changed> {
  const before = await readLockedCart(tx, ref);
  const decision = decide(before);
  if (decision === undefined || before === undefined) return { cart: before, decision: undefined };
  return { cart: await writeLockedCart(writing, tx, before, decision, how), decision };
}

/** The cart that was locked is the one that is read: a user's may be closed, and another opened, in between. */
export async function readLockedCart(tx: CartsTransaction, ref: CartRef): Promise<Cart | undefined> {
  const { rows } = await sql<{ cart_id: Cart['cartId'] }>`SELECT c.cart_id FROM carts c
    WHERE ${whereCart(ref)} FOR UPDATE`.execute(tx);
  const [locked] = rows;
  return locked === undefined ? undefined : await readCart(tx, { cartId: locked.cart_id });
}

export async function writeLockedCart(
  writing: CartWriting,
  tx: CartsTransaction,
  before: Cart,
  decision: CartDecision,
  how: UpdateOptions = {},
): Promise<Cart> {
  const after = stamp(before, decision, writing.idle);
  await commitCart(writing, tx, before, after, decision, how);
  return after;
}

/** Writes a change and what goes with it; the transaction fails with GuardFailed when the cart is not as it was read. */
export async function commitCart(
  writing: CartWriting,
  tx: CartsTransaction,
  before: Cart,
  after: Cart,
  decision: CartDecision,
  { request, forget, unattended }: UpdateOptions,
): Promise<void> {
  const { idle, appendNews } = writing;
  const times = unattended === true ? { ...idle, holdGraceSeconds: 0 } : idle;
  await writeCart(tx, before, after, decision, times);
  await writeUses(writing, tx, after, decision);
  if (request !== undefined) await markRequest(tx, after, request);
  if (forget !== undefined) {
    const forgotten = tx
      .deleteFrom('applied_requests')
      .where('cart_id', '=', after.cartId)
      .where('request_key', '=', forget);
    await later(tx, forgotten);
  }
  if (decision.news !== undefined) await appendNews(tx, after, decision.news);
}

async function writeUses(
  { logger }: CartWriting,
  tx: CartsTransaction,
  cart: Cart,
  { uses, settles }: CartDecision,
): Promise<void> {
  if (uses !== undefined) await reserveUses(tx, cart, uses);
  if (settles !== undefined) await settleUses({ logger }, tx, settles);
}

export async function settleUses(
  { logger }: Pick<CartWriting, 'logger'>,
  tx: CartsTransaction,
  order: OrderUses,
): Promise<void> {
  if (!order.lives) {
    await giveBackUses(tx, order);
    return;
  }
  const codes = await retakeUses(tx, order);
  if (codes.length === 0) return;
  logger.warn({ orderId: order.orderId, codes }, 'an order that lives after all is over the limit of codes');
}
