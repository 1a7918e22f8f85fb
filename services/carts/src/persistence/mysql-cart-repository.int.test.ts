import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CartId, ProductId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import type { Kysely } from 'kysely';
import { emptyCart, type ReplicaProduct } from '../domain/cart.ts';
import { migrations } from './migrations.ts';
import { createMysqlCartRepository } from './mysql-cart-repository.ts';
import { createMysqlPriceReplica } from './mysql-price-replica.ts';
import type { CartsTables } from './tables.ts';

let database: Awaited<ReturnType<typeof testMysql>>;
let db: Kysely<CartsTables>;
beforeAll(async () => {
  database = await testMysql('carts');
  const plain = connectMysql<CartsTables>({ url: database.url, poolSize: 4 });
  await migrate(plain as never, migrations);
  db = plain;
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const idle = { userMs: 60_000, guestMs: 60_000, holdGraceSeconds: 60, watchAfterMs: 60_000 };
const repository = (over: Kysely<CartsTables>) =>
  createMysqlCartRepository({
    db: over,
    idle,
    appendNews: async () => undefined,
    onNews: () => undefined,
    onHoldsDue: () => undefined,
  });

async function keptProduct(): Promise<ReplicaProduct> {
  const product: ReplicaProduct = {
    productId: newId<ProductId>(),
    merchantId: newId<UserId>(),
    name: 'Chair',
    price: { amount: 1000, currencyCode: 'USD' },
    status: 'approved',
    categories: ['chairs'],
    imageUrl: null,
    version: 1,
  };
  await createMysqlPriceReplica(db).keep([product]);
  return product;
}

const someCart = (userId: UserId) =>
  emptyCart({ cartId: newId<CartId>(), userId, guestTokenHash: null }, new Date(), 60_000);

describe('reading a cart and a product', () => {
  it('tells the product and the time in one statement, with and without a cart', async () => {
    const product = await keptProduct();
    const [ada, eve] = [newId<UserId>(), newId<UserId>()];
    const carts = repository(db);
    const cart = someCart(ada);
    await carts.insert(cart, false);
    const reads = await Promise.all([
      carts.loadWith({ userId: ada }, product.productId),
      carts.loadWith({ userId: eve }, product.productId),
      carts.loadWith(undefined, product.productId),
      carts.loadWith(undefined, newId<ProductId>()),
    ]);
    expect(reads.map((read) => read.cart?.cartId)).toEqual([cart.cartId, undefined, undefined, undefined]);
    expect(reads.map((read) => read.product)).toEqual([product, product, product, undefined]);
    for (const { readAt } of reads) expect(Math.abs(readAt.getTime() - Date.now())).toBeLessThan(60_000);
  });
});
