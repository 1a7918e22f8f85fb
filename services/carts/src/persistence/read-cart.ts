import { readTogether } from '@arcade/service-defaults/mysql';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { CartId, ProductId } from '@arcade/contracts';
import type { CartAndProduct, CartRef } from '../application/cart-repository.ts';
import type { Cart } from '../domain/cart.ts';
import type { AppliedPromotion } from '../domain/promotion.ts';
import { cartOfRows, promotionOfRow, wantedProduct, type CartRow, type NoCartRow, type WantedColumns } from './rows.ts';
import type { CartsTables, PromotionsTable } from './tables.ts';

/** Reads a cart with its lines at today's prices in one statement; codes cost a second when there are any. */
export async function readCart(db: Kysely<CartsTables>, ref: CartRef): Promise<Cart | undefined> {
  return await cartOf(db, (await select(ref).execute(db)).rows);
}

/**
 * The same, while nobody else can change it until the transaction ends. The cart that was locked is the one that is read:
 * a user's may be closed, and another opened, in between.
 */
export async function readLockedCart(db: Kysely<CartsTables>, ref: CartRef): Promise<Cart | undefined> {
  const lock = sql`SELECT c.cart_id FROM carts c WHERE ${whereCart(ref)} FOR UPDATE`;
  const rows = await readTogether(db, {
    queries: [lock, select(ref)],
    from: ([locked]: readonly Pick<CartRow, 'cart_id'>[] = [], found: readonly CartRow[] = []) =>
      found.filter((row) => row.cart_id === locked?.cart_id),
  });
  return await cartOf(db, rows[0]);
}

const select = (ref: CartRef) => sql<CartRow>`SELECT ${columns} FROM carts c ${lines} WHERE ${whereCart(ref)} ${order}`;

/** The same, and in the same statement a product that may be added to it; one row also when there is no cart. */
export async function readCartAndProduct(
  db: Kysely<CartsTables>,
  ref: CartRef | undefined,
  productId: ProductId,
): Promise<CartAndProduct> {
  const cart = ref === undefined ? sql`FALSE` : whereCart(ref);
  const buyer = ref !== undefined && 'userId' in ref ? boughtBefore(sql`${ref.userId}`) : sql`FALSE`;
  const { rows } = await sql<WantedColumns & Asker & (CartRow | NoCartRow)>`SELECT ${columns}, ${wanted},
    ${buyer} AS asker_bought
    FROM (SELECT 1) one LEFT JOIN carts c ON ${cart} ${lines}
    LEFT JOIN price_replica w ON w.product_id = ${productId} ${order}`.execute(db);
  const [first] = rows;
  if (first === undefined) throw new Error('one row always comes');
  const found = await cartOf(
    db,
    rows.filter((row) => row.cart_id !== null),
  );
  return {
    cart: found,
    product: wantedProduct(first),
    readAt: first.read_at,
    boughtBefore: first.asker_bought === 1,
  };
}

interface Asker {
  readonly asker_bought: number;
}

/** Carts that were bought are forgotten after a while, and so is this. */
const boughtBefore = (userId: RawBuilder<unknown>) =>
  sql`EXISTS (SELECT 1 FROM carts b WHERE b.user_id = ${userId} AND b.status = 'closed')`;

const columns = sql`c.*, NOW(3) AS read_at, ${boughtBefore(sql`c.user_id`)} AS bought_before,
  i.product_id, i.cart_item_id, i.quantity, i.unit_price, i.currency_code, i.held, i.available, i.quota_allowed,
  i.quota_by, i.added_at,
  p.merchant_id, p.name, p.price, p.currency_code AS price_currency, p.status AS product_status, p.categories,
  p.image_url, p.version AS product_version`;
const wanted = sql`w.product_id AS w_product_id, w.merchant_id AS w_merchant_id, w.name AS w_name, w.price AS w_price,
  w.currency_code AS w_currency_code, w.status AS w_status, w.categories AS w_categories, w.image_url AS w_image_url,
  w.version AS w_version`;
const lines = sql`LEFT JOIN cart_items i ON i.cart_id = c.cart_id
  LEFT JOIN price_replica p ON p.product_id = i.product_id`;
const order = sql`ORDER BY i.added_at, i.product_id`;

async function cartOf(db: Kysely<CartsTables>, rows: readonly CartRow[]): Promise<Cart | undefined> {
  const [first, ...rest] = rows;
  if (first === undefined) return undefined;
  const promotions = first.code_count === 0 ? [] : await readCodes(db, first.cart_id);
  return cartOfRows([first, ...rest], promotions);
}

/** A user's living cart is the one that the unique key knows. */
const whereCart = (ref: CartRef) =>
  'cartId' in ref ? sql`c.cart_id = ${ref.cartId}` : sql`c.open_user_id = ${ref.userId}`;

/** The codes of a cart. Uses by the order that locks it are its own and do not count against it. */
async function readCodes(db: Kysely<CartsTables>, cartId: CartId): Promise<readonly AppliedPromotion[]> {
  const { rows } = await sql<PromotionsTable & { readonly used_by_user: string; readonly used_here: string }>`
    SELECT p.*,
      (SELECT COUNT(*) FROM promotion_uses u WHERE u.promotion_id = p.promotion_id AND u.user_id = c.user_id
        AND NOT u.order_id <=> c.order_id) AS used_by_user,
      (SELECT COUNT(*) FROM promotion_uses u WHERE u.promotion_id = p.promotion_id AND u.order_id = c.order_id
        AND u.over_limit = 0) AS used_here
    FROM carts c JOIN cart_codes a ON a.cart_id = c.cart_id JOIN promotions p ON p.promotion_id = a.promotion_id
    WHERE c.cart_id = ${cartId} ORDER BY a.applied_at, p.code`.execute(db);
  return rows.map((row) => {
    const promotion = promotionOfRow(row);
    const timesUsed = promotion.timesUsed - Number(row.used_here);
    return { ...promotion, timesUsed, timesUsedByUser: Number(row.used_by_user) };
  });
}
