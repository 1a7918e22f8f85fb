import type { OutgoingEvent } from '@arcade/messaging';
import type { Logger } from '@arcade/service-defaults';
import { later } from '@arcade/service-defaults/mysql';
import { sql, type RawBuilder, type UpdateObject } from 'kysely';
import type { RequestMark, UpdateOptions } from '../application/cart-repository.ts';
import { eventOf } from '../domain/cart-events.ts';
import { isLiving, type Cart, type CartLine } from '../domain/cart.ts';
import type { CartDecision } from '../domain/change-cart.ts';
import { reserveUses, settleUses } from './promotion-uses.ts';
import { columnsOf, rowOfLine } from './rows.ts';
import type { CartsTables, CartsTransaction } from './tables.ts';

export type Append = (tx: CartsTransaction, ...events: readonly OutgoingEvent[]) => Promise<unknown>;

export interface CartTimes {
  readonly userIdleMs: number;
  readonly guestIdleMs: number;
  /** How long the request that changed a cart has to make inventory follow before others do. */
  readonly holdGraceSeconds: number;
  /** How long a cart lives before it is worth a reminder. */
  readonly watchAfterMs: number;
}

/** What every write of a cart needs. */
export interface CartWriting {
  readonly times: CartTimes;
  readonly append: Append;
  readonly logger: Pick<Logger, 'warn'>;
}

export async function insertCart(
  { times }: CartWriting,
  tx: CartsTransaction,
  cart: Cart,
  request: RequestMark | undefined,
): Promise<void> {
  const { cartId: cart_id, guestTokenHash: guest_token_hash, createdAt: created_at } = cart;
  const livesMs = cart.expiresAt.getTime() - created_at.getTime();
  const watch_due_at = new Date(created_at.getTime() + Math.min(times.watchAfterMs, livesMs / 2));
  const hold_due_at = cart.holdsDue ? inSeconds(times.holdGraceSeconds) : null;
  const row = { ...columnsOf(cart), cart_id, guest_token_hash, created_at, hold_due_at, watch_due_at };
  await later(tx, tx.insertInto('carts').values(row));
  await insertLines(tx, cart, cart.lines);
  if (request !== undefined) await markRequest(tx, cart, request);
}

/**
 * Writes what a decision makes different and tells of it, in one trip with the commit unless codes are used. The
 * transaction fails with GuardFailed when somebody else has changed the cart since it was read, and with a duplicate key
 * when the request has taken effect in this cart before.
 * @throws PromotionExhausted
 */
export async function writeCart(
  { times, append, logger }: CartWriting,
  tx: CartsTransaction,
  before: Cart,
  { cart, settles, news }: CartDecision,
  { request, forget, unattended }: UpdateOptions = {},
): Promise<Cart> {
  const after = stamped(before, cart, unattended === true ? undefined : times);
  const guarded = tx
    .updateTable('carts')
    .set(changedColumns(before, after, asksAtOnce(after, unattended) ? 0 : times.holdGraceSeconds))
    .where('cart_id', '=', before.cartId)
    .where('revision', '=', before.revision);
  await later(tx, guarded, { rows: 1 });
  await writeLines(tx, before, after);
  await writeCodes(tx, before, after);
  if (after.quote !== before.quote) await reserveUses(tx, after);
  if (settles !== undefined) await settleUses(tx, settles, logger);
  if (request !== undefined) await markRequest(tx, after, request);
  if (forget !== undefined) await forgetRequest(tx, after, forget);
  if (news !== undefined) await append(tx, eventOf(after, news));
  return after;
}

/** Inventory has to follow, and no request is there to ask it. */
export const asksAtOnce = ({ holdsDue, status }: Cart, unattended?: true): boolean =>
  holdsDue && (unattended === true || (status !== 'open' && status !== 'merged'));

/** The cart as it will be after a decision. What its owner has no part in, without `times`, keeps no cart alive. */
function stamped(before: Cart, cart: Cart, times: CartTimes | undefined): Cart {
  const idleMs = before.userId === null ? times?.guestIdleMs : times?.userIdleMs;
  const staysOpen = cart.status === 'open' && idleMs !== undefined;
  return {
    ...cart,
    revision: before.revision + 1,
    updatedAt: before.readAt,
    expiresAt: staysOpen ? new Date(before.readAt.getTime() + idleMs) : before.expiresAt,
  };
}

/** A column that did not change is left out: inventory's answers are stored beside without a revision of their own. */
function changedColumns(before: Cart, after: Cart, dueSeconds: number): UpdateObject<CartsTables, 'carts'> {
  const old = columnsOf(before);
  const changed = Object.entries(columnsOf(after)).filter(([name, value]) => old[name as keyof typeof old] !== value);
  return {
    ...(Object.fromEntries(changed) as UpdateObject<CartsTables, 'carts'>),
    ...(isLiving(before) && !isLiving(after) ? { watch_due_at: null } : {}),
    ...(after.holdsDue ? { hold_due_at: inSeconds(dueSeconds) } : {}),
  };
}

const inSeconds = (seconds: number): RawBuilder<Date> => sql<Date>`NOW(6) + INTERVAL ${seconds} SECOND`;

async function writeLines(tx: CartsTransaction, before: Cart, after: Cart): Promise<void> {
  if (before.lines === after.lines) return;
  const old = new Map(before.lines.map((line) => [line.productId, line]));
  const written = after.lines.filter((line) => {
    const was = old.get(line.productId);
    return was?.quantity !== line.quantity || was.seenPrice !== line.seenPrice;
  });
  const kept = new Set(after.lines.map(({ productId }) => productId));
  const gone = before.lines.map(({ productId }) => productId).filter((productId) => !kept.has(productId));
  await insertLines(tx, after, written);
  if (gone.length === 0) return;
  await later(tx, tx.deleteFrom('cart_items').where('cart_id', '=', after.cartId).where('product_id', 'in', gone));
}

/** What is held of a line that is there already is for inventory's answer to say. */
async function insertLines(tx: CartsTransaction, cart: Cart, lines: readonly CartLine[]): Promise<void> {
  if (lines.length === 0) return;
  const written = tx
    .insertInto('cart_items')
    .values(lines.map((line) => rowOfLine(cart, line)))
    .onDuplicateKeyUpdate({
      quantity: sql`VALUES(quantity)`,
      unit_price: sql`VALUES(unit_price)`,
      currency_code: sql`VALUES(currency_code)`,
    });
  await later(tx, written);
}

async function writeCodes(tx: CartsTransaction, before: Cart, after: Cart): Promise<void> {
  if (before.promotions === after.promotions) return;
  const old = new Set(before.promotions.map(({ promotionId }) => promotionId));
  const kept = new Set(after.promotions.map(({ promotionId }) => promotionId));
  const gone = [...old].filter((promotionId) => !kept.has(promotionId));
  for (const promotionId of [...kept].filter((candidate) => !old.has(candidate))) {
    await later(tx, sql`INSERT IGNORE INTO cart_codes VALUES (${after.cartId}, ${promotionId}, NOW(6))`);
  }
  if (gone.length === 0) return;
  await later(tx, tx.deleteFrom('cart_codes').where('cart_id', '=', after.cartId).where('promotion_id', 'in', gone));
}

const markRequest = (tx: CartsTransaction, { cartId }: Cart, { key, hash }: RequestMark): Promise<void> =>
  later(tx, sql`INSERT INTO applied_requests VALUES (${cartId}, ${key}, ${hash}, NOW(6))`);

const forgetRequest = (tx: CartsTransaction, { cartId }: Cart, key: string): Promise<void> =>
  later(tx, tx.deleteFrom('applied_requests').where('cart_id', '=', cartId).where('request_key', '=', key));
