import type { CartId } from '@arcade/contracts';
import { sql } from 'kysely';
import type { CartWrites } from '../application/cart-writes.ts';
import type { CartNews } from '../domain/cart.ts';
import { eventOf } from '../domain/cart-events.ts';
import type { AppendEvent, AppendNews } from './append-news.ts';
import { lockCart } from './update-cart.ts';
import { keepProducts } from './mysql-price-replica.ts';
import { readCart } from './read-cart.ts';
import type { CartsTables, CartsTransaction } from './tables.ts';
import { stamp, writeCart, type IdleTimes } from './write-cart.ts';

export interface CartWritesOptions {
  readonly idle: IdleTimes;
  readonly appendNews: AppendNews;
}

/** Writes inside the transaction in which an event is recorded as handled. */
export const createMysqlCartWrites = ({ idle, appendNews }: CartWritesOptions): CartWrites<CartsTransaction> => ({
  async changeCart(tx, cartId, decide) {
    await lockCart(tx, { cartId });
    const before = await readCart(tx, { cartId });
    const decision = before === undefined ? undefined : decide(before);
    if (before === undefined || decision === undefined) return;
    const after = stamp(before, decision, idle);
    await writeCart(tx, before, after, decision, idle);
    if (decision.news !== undefined) await appendNews(tx, after, decision.news);
  },
  async keepProduct(tx, product, tell) {
    await keepProducts(tx, [product]);
    if (tell === undefined) return;
    // Only the newest version is news, and only where it is in a cart.
    await sql`INSERT INTO product_news (product_id, reason, after_cart_id)
      SELECT p.product_id, ${tell}, '' FROM price_replica p
      WHERE p.product_id = ${product.productId} AND p.version = ${product.version}
        AND EXISTS (SELECT 1 FROM cart_items i WHERE i.product_id = ${product.productId})
      ON DUPLICATE KEY UPDATE after_cart_id = ''`.execute(tx);
  },
});

/** One event for each cart; their revisions grow with it. */
export async function announceCarts(
  tx: CartsTransaction,
  cartIds: readonly CartId[],
  reason: CartNews,
  append: AppendEvent,
): Promise<void> {
  const among = sql`cart_id IN (${sql.join(cartIds)}) AND status = 'open'`;
  await sql`UPDATE carts SET revision = revision + 1 WHERE ${among}`.execute(tx);
  const { rows } = await sql<Pick<CartsTables['carts'], 'cart_id' | 'user_id' | 'revision'>>`
    SELECT cart_id, user_id, revision FROM carts WHERE ${among}`.execute(tx);
  for (const { cart_id: cartId, user_id: userId, revision } of rows) {
    await append(tx, eventOf({ cartId, userId, revision }, reason));
  }
}
