import type { CartId } from '@arcade/contracts';
import { sql } from 'kysely';
import type { CartWrites } from '../application/cart-writes.ts';
import type { CartNews } from '../domain/cart.ts';
import { eventOf } from '../domain/cart-events.ts';
import type { AppendEvent } from './append-news.ts';
import { followOrder, usesAfter } from '../domain/follow-order.ts';
import { changeLockedCart, settleUses, type CartWriting } from './commit-cart.ts';
import { keepProducts } from './mysql-price-replica.ts';
import type { CartsTables, CartsTransaction } from './tables.ts';

/** Writes inside the transaction in which an event is recorded as handled. */
export const createMysqlCartWrites = (writing: CartWriting): CartWrites<CartsTransaction> => ({
  async followOrder(tx, cartId, news) {
    const { cart } = await changeLockedCart(writing, tx, { cartId }, (found) => found && followOrder(found, news));
    if (cart === undefined) await settleUses(writing, tx, usesAfter(news));
  },
  async changeCart(tx, cartId, decide) {
    await changeLockedCart(writing, tx, { cartId }, (cart) => cart && decide(cart), { unattended: true });
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
