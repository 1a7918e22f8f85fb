import type { OrderId } from '@arcade/contracts';
import { sql } from 'kysely';
import type { Cart } from '../domain/cart.ts';
import { PromotionExhausted, type AppliedPromotion } from '../domain/promotion.ts';
import type { CartsTransaction } from './tables.ts';

/**
 * Reserves a use of each code for the cart's order. The first statement locks the promotion, so that the second counts
 * what is really there.
 * @throws PromotionExhausted when the last use has gone to another order
 */
export async function reserveUses(tx: CartsTransaction, cart: Cart, uses: readonly AppliedPromotion[]): Promise<void> {
  const { orderId, userId, cartId } = cart;
  for (const { promotionId, code } of uses.toSorted((a, b) => (a.promotionId < b.promotionId ? -1 : 1))) {
    const counted = await sql`UPDATE promotions SET times_used = times_used + 1
      WHERE promotion_id = ${promotionId} AND active = 1 AND (usage_limit IS NULL OR times_used < usage_limit)`.execute(
      tx,
    );
    if (counted.numAffectedRows !== 1n) throw new PromotionExhausted(code);
    const used = await sql`INSERT INTO promotion_uses (promotion_id, order_id, user_id, cart_id, used_at)
      SELECT p.promotion_id, ${orderId}, ${userId}, ${cartId}, NOW(6) FROM promotions p
      WHERE p.promotion_id = ${promotionId} AND (p.usage_limit_per_user IS NULL OR p.usage_limit_per_user > (
        SELECT COUNT(*) FROM promotion_uses u WHERE u.promotion_id = ${promotionId} AND u.user_id = ${userId}))`.execute(
      tx,
    );
    if (used.numAffectedRows !== 1n) throw new PromotionExhausted(code);
  }
}

/** Gives back what an order has reserved; once. */
export async function giveBackUses(tx: CartsTransaction, orderId: OrderId): Promise<void> {
  const uses = await tx.selectFrom('promotion_uses').select('promotion_id').where('order_id', '=', orderId).execute();
  for (const { promotion_id: promotionId } of uses.toSorted((a, b) => (a.promotion_id < b.promotion_id ? -1 : 1))) {
    const { numDeletedRows } = await tx
      .deleteFrom('promotion_uses')
      .where('promotion_id', '=', promotionId)
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) continue;
    await tx
      .updateTable('promotions')
      .set((eb) => ({ times_used: eb('times_used', '-', 1) }))
      .where('promotion_id', '=', promotionId)
      .execute();
  }
}
