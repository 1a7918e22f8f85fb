import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CartId, OrderId, PromotionId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql, inTransaction, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import * as fc from 'fast-check';
import { sql, type Kysely } from 'kysely';
import { emptyCart } from '../domain/cart.ts';
import { migrations } from './migrations.ts';
import { createMysqlCartRepository } from './mysql-cart-repository.ts';
import { createMysqlPromotionRepository } from './mysql-promotion-repository.ts';
import { settleUses } from './promotion-uses.ts';
import type { CartsTables } from './tables.ts';
import { writeCart } from './write-cart.ts';

let database: Awaited<ReturnType<typeof testMysql>>;
let db: Kysely<CartsTables>;
beforeAll(async () => {
  database = await testMysql('carts');
  db = connectMysql<CartsTables>({ url: database.url, poolSize: 4 });
  await migrate(db, migrations);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const warnings: unknown[] = [];
const writing = {
  times: { userIdleMs: 60_000, guestIdleMs: 60_000, holdGraceSeconds: 60, watchAfterMs: 60_000 },
  append: async () => undefined,
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
  await repository.insert(cart);
  await sql`INSERT INTO given_back_uses VALUES (${orderId}, ${promotionId}, ${userId}, ${cart.cartId}, NOW(6), 2)`.execute(
    db,
  );
  return { orderId, cart };
}

it('of orders that live after all at the same time, no more are counted than the limit allows, and the rest is told', async () => {
  const promotionId = await createCode('TWICE', 2);
  const orders = await Promise.all(Array.from({ length: 5 }, () => endedOrder(promotionId)));
  await Promise.all(
    orders.map(({ orderId, cart }) =>
      inTransaction(db, (tx) => writeCart(writing, tx, cart, { cart, settles: { orderId, version: 3, lives: true } })),
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

/** What orders may say of one order, by version; the last of them is what counts. */
const histories = [
  ['placed', 'confirmed'],
  ['placed', 'ended'],
  ['placed', 'ended', 'confirmed'],
  ['placed', 'confirmed', 'ended'],
  ['placed', 'ended', 'confirmed', 'ended'],
] as const;

it.each(histories)(
  'uses follow the newest version of their order, whatever comes late or twice: %s',
  async (...kinds) => {
    const promotionId = await createCode(kinds.join('-').toUpperCase(), 1);
    const orderId = newId<OrderId>();
    const cart = emptyCart(
      { cartId: newId<CartId>(), userId: newId<UserId>(), guestTokenHash: null },
      new Date(),
      60_000,
    );
    const news = kinds.map((kind, index) => ({ orderId, version: index + 1, lives: kind !== 'ended' }));
    const shuffles = fc.shuffledSubarray([...news, ...news], { minLength: news.length * 2 });
    await fc.assert(
      fc.asyncProperty(shuffles, async (told) => {
        for (const table of ['promotion_uses', 'given_back_uses'] as const) {
          await db.deleteFrom(table).where('order_id', '=', orderId).execute();
        }
        await db.updateTable('promotions').set({ times_used: 1 }).where('promotion_id', '=', promotionId).execute();
        await sql`INSERT INTO promotion_uses VALUES
        (${promotionId}, ${orderId}, ${cart.userId}, ${cart.cartId}, NOW(6), 0, 0)`.execute(db);
        for (const each of told) await inTransaction(db, (tx) => settleUses(tx, each, writing.logger));
        const { times_used: timesUsed } = await db
          .selectFrom('promotions')
          .select('times_used')
          .where('promotion_id', '=', promotionId)
          .executeTakeFirstOrThrow();
        expect(timesUsed).toBe(kinds.at(-1) === 'ended' ? 0 : 1);
      }),
      { numRuns: 15 },
    );
  },
);
