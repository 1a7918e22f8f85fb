import type { PromotionId, UserId } from '@arcade/contracts';
import type { Logger } from '@arcade/service-defaults';
import { sql } from 'kysely';
import type { Cart } from '../domain/cart.ts';
import type { OrderUses } from '../domain/change-cart.ts';
import { PromotionExhausted } from '../domain/promotion.ts';
import type { CartsTransaction } from './tables.ts';

/**
 * Reserves a use of each code that the cart's quote names for its order, all or nothing. The first statement locks the promotion, so that the second counts
 * what is really there.
 * @throws PromotionExhausted when the last use has gone to another order
 */
export async function reserveUses(tx: CartsTransaction, cart: Cart): Promise<void> {
  const { orderId, userId, cartId, quote, promotions } = cart;
  const uses = promotions.filter(({ code }) => quote?.codes.includes(code));
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

/** Gives the uses of an order back, or takes them again, as it ended without goods or lives. */
export async function settleUses(tx: CartsTransaction, order: OrderUses, logger: Pick<Logger, 'warn'>): Promise<void> {
  if (!order.lives) return await giveBackUses(tx, order);
  const codes = await retakeUses(tx, order);
  if (codes.length === 0) return;
  logger.warn({ orderId: order.orderId, codes }, 'an order that lives after all is over the limit of codes');
}

type OrderVersion = Pick<OrderUses, 'orderId' | 'version'>;

/** Gives back what an order has reserved, once, unless a newer version of the order is known to live. */
async function giveBackUses(tx: CartsTransaction, { orderId, version }: OrderVersion): Promise<void> {
  await remember(tx, 'given_back_uses', { orderId, version });
  const uses = await tx
    .selectFrom('promotion_uses')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('order_version', '<=', version)
    .execute();
  for (const use of uses.toSorted((a, b) => (a.promotion_id < b.promotion_id ? -1 : 1))) {
    const { promotion_id: promotionId, user_id: userId, cart_id: cartId } = use;
    const { numDeletedRows } = await tx
      .deleteFrom('promotion_uses')
      .where('promotion_id', '=', promotionId)
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) continue;
    await sql`INSERT INTO given_back_uses (order_id, promotion_id, user_id, cart_id, given_back_at, order_version)
      VALUES (${orderId}, ${promotionId}, ${userId}, ${cartId}, NOW(6), ${version})
      ON DUPLICATE KEY UPDATE given_back_at = NOW(6), order_version = VALUES(order_version)`.execute(tx);
    if (use.over_limit === 0) await count(tx, promotionId, -1);
  }
}

/**
 * Takes again what an older version of an order had given back. Answers the codes whose limit others have reached since.
 */
async function retakeUses(tx: CartsTransaction, { orderId, version }: OrderVersion): Promise<readonly string[]> {
  const overLimit: string[] = [];
  await remember(tx, 'promotion_uses', { orderId, version });
  const uses = await tx
    .selectFrom('given_back_uses')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('order_version', '<', version)
    .orderBy('promotion_id')
    .execute();
  for (const { promotion_id: promotionId, user_id: userId, cart_id: cartId } of uses) {
    const { code, fits } = await roomFor(tx, promotionId, userId);
    const used = await sql`INSERT IGNORE INTO promotion_uses
        (promotion_id, order_id, user_id, cart_id, used_at, over_limit, order_version)
      VALUES (${promotionId}, ${orderId}, ${userId}, ${cartId}, NOW(6), ${fits ? 0 : 1}, ${version})`.execute(tx);
    if (used.numAffectedRows === 0n) continue;
    if (fits) await count(tx, promotionId, 1);
    else overLimit.push(code);
  }
  return overLimit;
}

/** What is so already is so in the newer version, too: what an older one says later is ignored. */
const remember = (
  tx: CartsTransaction,
  table: 'promotion_uses' | 'given_back_uses',
  { orderId, version }: OrderVersion,
) =>
  tx
    .updateTable(table)
    .set({ order_version: version })
    .where('order_id', '=', orderId)
    .where('order_version', '<', version)
    .execute();

/** Locks the promotion, so that what is counted is what is really there. */
async function roomFor(tx: CartsTransaction, promotionId: PromotionId, userId: UserId) {
  const promotion = await tx
    .selectFrom('promotions')
    .select(['code', 'usage_limit', 'usage_limit_per_user', 'times_used'])
    .where('promotion_id', '=', promotionId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { uses } = await tx
    .selectFrom('promotion_uses')
    .select((eb) => eb.fn.countAll<string>().as('uses'))
    .where('promotion_id', '=', promotionId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  const { code, usage_limit: limit, usage_limit_per_user: limitPerUser, times_used: timesUsed } = promotion;
  const fits = (limit === null || timesUsed < limit) && (limitPerUser === null || Number(uses) < limitPerUser);
  return { code, fits };
}

const count = (tx: CartsTransaction, promotionId: PromotionId, uses: 1 | -1) =>
  tx
    .updateTable('promotions')
    .set((eb) => ({ times_used: eb('times_used', '+', uses) }))
    .where('promotion_id', '=', promotionId)
    .execute();
