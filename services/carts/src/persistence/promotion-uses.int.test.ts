import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CartId, OrderId, PromotionId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql, inTransaction, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { sql, type Kysely } from 'kysely';
import { emptyCart } from '../domain/cart.ts';
import { writeLockedCart } from './commit-cart.ts';
import { migrations } from './migrations.ts';
import { createMysqlCartRepository } from './mysql-cart-repository.ts';
import { createMysqlPromotionRepository } from './mysql-promotion-repository.ts';
import type { CartsTables } from './tables.ts';

let database: Awaited<ReturnType<typeof testMysql>>;
let db: Kysely<CartsTables>;
beforeAll(async () => {
  database = await testMysql('carts');
  db = connectMysql<CartsTables>({ url: database.url, poolSize: 4 });
  await migrate(db as never, migrations);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const warnings: unknown[] = [];
const writing = {
  idle: { userMs: 60_000, guestMs: 60_000, holdGraceSeconds: 60, watchAfterMs: 60_000 },
  appendNews: async () => undefined,
  logger: { warn: (...said: unknown[]) => void warnings.push(said) },
};

async function createCode(code: string, usageLimit: number): Promise<PromotionId> {
  const promotionId = newId<PromotionId>();
  await createMysqlPromotionRepository(db).create({
    promotionId,
    code,
    description: 'An offer',
    rule: { type: 'free-shipping' },
    scope: { productIds: [], categories: [] },
    minimumSubtotal: null,
    startsAt: null,
    endsAt: null,
    usageLimit,
    usageLimitPerUser: null,
    stackable: true,
    active: true,
  });
  return promotionId;
}

/** An order that has given back its use, and the cart it came from. */
async function endedOrder(promotionId: PromotionId) {
  const [orderId, userId] = [newId<OrderId>(), newId<UserId>()];
  const cart = emptyCart({ cartId: newId<CartId>(), userId, guestTokenHash: null }, new Date(), 60_000);
  const repository = createMysqlCartRepository({
    ...writing,
    db,
    onNews: () => undefined,
    onHoldsDue: () => undefined,
  });
  await repository.insert(cart, false);
  await sql`INSERT INTO given_back_uses VALUES (${orderId}, ${promotionId}, ${userId}, ${cart.cartId}, NOW(6))`.execute(
    db,
  );
  return { orderId, cart };
}

it('of orders that live after all at the same time, no more are counted than the limit allows, and the rest is told', async () => {
  const promotionId = await createCode('TWICE', 2);
  const orders = await Promise.all(Array.from({ length: 5 }, () => endedOrder(promotionId)));
  await Promise.all(
    orders.map(({ orderId, cart }) =>
      inTransaction(db, (tx) => writeLockedCart(writing, tx, cart, { cart, retake: orderId })),
    ),
  );
  const { rows } = await sql`SELECT over_limit, CAST(COUNT(*) AS CHAR) AS uses FROM promotion_uses
    WHERE promotion_id = ${promotionId} GROUP BY over_limit ORDER BY over_limit`.execute(db);
  expect(rows).toEqual([
    { over_limit: 0, uses: '2' },
    { over_limit: 1, uses: '3' },
  ]);
  const { rows: counted } = await sql`SELECT times_used FROM promotions WHERE promotion_id = ${promotionId}`.execute(
    db,
  );
  expect(counted).toEqual([{ times_used: 2 }]);
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toMatchObject([{ codes: ['TWICE'] }, expect.any(String)]);
});
