import { later } from '@arcade/service-defaults/mysql';
import { sql, type UpdateObject } from 'kysely';
import type { RequestMark } from '../application/cart-repository.ts';
import { isLiving, type Cart, type CartLine } from '../domain/cart.ts';
import type { CartDecision } from '../domain/change-cart.ts';
import type { CartItemsTable, CartsTable, CartsTables, CartsTransaction } from './tables.ts';

export interface IdleTimes {
  readonly userMs: number;
  readonly guestMs: number;
  /** How long the request that changed a cart has to make inventory follow before others do. */
  readonly holdGraceSeconds: number;
  /** How long a cart lives before it is worth a reminder. */
  readonly watchAfterMs: number;
}

/** The cart as it will be after a decision: stamped, and numbered for what inventory has to follow. */
export function stamp(before: Cart, { cart, holds }: CartDecision, { userMs, guestMs }: IdleTimes): Cart {
  const idleMs = before.userId === null ? guestMs : userMs;
  return {
    ...cart,
    revision: before.revision + 1,
    ...(holds === true ? { holdVersion: cart.version, holdsDue: true } : {}),
    updatedAt: before.readAt,
    expiresAt: cart.status === 'open' ? new Date(before.readAt.getTime() + idleMs) : before.expiresAt,
  };
}

/** Writes what differs; the transaction fails with GuardFailed when somebody else has changed the cart since it was read. */
export async function writeCart(
  tx: CartsTransaction,
  before: Cart,
  after: Cart,
  decision: CartDecision,
  idle: IdleTimes,
): Promise<void> {
  const changed = tx
    .updateTable('carts')
    .set(changedColumns(before, after, decision, idle))
    .where('cart_id', '=', before.cartId)
    .where('revision', '=', before.revision);
  await later(tx, changed, { rows: 1 });
  await writeLines(tx, before, after);
  await writeCodes(tx, before, after);
}

type Columns = UpdateObject<CartsTables, 'carts'>;

/** A column that did not change is left out: inventory's answers are stored beside without a revision of their own. */
function changedColumns(before: Cart, after: Cart, { holds }: CartDecision, idle: IdleTimes): Columns {
  const old = columnsOf(before);
  const changed = Object.entries(columnsOf(after)).filter(([name, value]) => old[name as keyof typeof old] !== value);
  const due = after.status === 'open' || after.status === 'merged' ? idle.holdGraceSeconds : 0;
  return {
    ...(Object.fromEntries(changed) as Columns),
    ...(isLiving(before) && !isLiving(after) ? { watch_due_at: null } : {}),
    ...(holds === true ? { hold_due_at: sql<Date>`NOW(6) + INTERVAL ${due} SECOND` } : {}),
  };
}

export const columnsOf = (
  cart: Cart,
): Omit<CartsTable, 'cart_id' | 'guest_token_hash' | 'created_at' | 'hold_due_at' | 'watch_due_at'> => ({
  user_id: cart.userId,
  open_user_id: isLiving(cart) ? cart.userId : null,
  network: isLiving(cart) && cart.userId === null ? cart.network : null,
  status: cart.status,
  order_id: cart.orderId,
  locked_until: cart.lockedUntil,
  last_order_id: cart.lastOrderId,
  quote: cart.quote === null ? null : JSON.stringify(cart.quote),
  version: cart.version,
  revision: cart.revision,
  code_count: cart.promotions.length,
  notices: cart.notices.length === 0 ? null : JSON.stringify(cart.notices),
  held_until: cart.heldUntil,
  hold_version: cart.holdVersion,
  moves_from: cart.movesFrom,
  merged_into: cart.mergedInto,
  updated_at: cart.updatedAt,
  expires_at: cart.expiresAt,
});

const rowOf = (cart: Cart, line: CartLine): CartItemsTable => ({
  cart_id: cart.cartId,
  product_id: line.productId,
  cart_item_id: line.cartItemId,
  quantity: line.quantity,
  unit_price: String(line.seenPrice.amount),
  currency_code: line.seenPrice.currencyCode,
  held: line.held,
  available: line.available,
  quota_allowed: line.quota?.allowed ?? null,
  quota_by: line.quota?.by ?? null,
  added_at: line.addedAt,
});

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
export async function insertLines(tx: CartsTransaction, cart: Cart, lines: readonly CartLine[]): Promise<void> {
  if (lines.length === 0) return;
  const written = tx
    .insertInto('cart_items')
    .values(lines.map((line) => rowOf(cart, line)))
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

/** The transaction fails with a duplicate key when the request has taken effect in this cart before. */
export async function markRequest(tx: CartsTransaction, { cartId }: Cart, { key, hash }: RequestMark): Promise<void> {
  await later(tx, sql`INSERT INTO applied_requests VALUES (${cartId}, ${key}, ${hash}, NOW(6))`);
}
