import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CartId, ProductId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql, GuardFailed, inTransaction, later, migrate } from '@arcade/service-defaults/mysql';
import { eventually, testMysql } from '@arcade/testing';
import { sql, type Kysely } from 'kysely';
import { aProduct } from '../domain/cart-samples.fixture.ts';
import { emptyCart, withHoldsDue, type Cart, type ReplicaProduct } from '../domain/cart.ts';
import { changed, type CartDecision } from '../domain/change-cart.ts';
import { migrations } from './migrations.ts';
import { createMysqlCartRepository } from './mysql-cart-repository.ts';
import { createMysqlPriceReplica } from './mysql-price-replica.ts';
import type { CartsTables, CartsTransaction } from './tables.ts';
import { writeCart } from './write-cart.ts';

let database: Awaited<ReturnType<typeof testMysql>>;
let db: Kysely<CartsTables>;
beforeAll(async () => {
  database = await testMysql('carts');
  const plain = connectMysql<CartsTables>({ url: database.url, poolSize: 4 });
  await migrate(plain, migrations);
  db = plain;
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const times = { userIdleMs: 60_000, guestIdleMs: 60_000, holdGraceSeconds: 60, watchAfterMs: 60_000 };
const writing = { times, append: async () => undefined, logger: { warn: () => undefined } };
const repository = (over: Kysely<CartsTables>) =>
  createMysqlCartRepository({ ...writing, db: over, onNews: () => undefined, onHoldsDue: () => undefined });

async function keptProduct(): Promise<ReplicaProduct> {
  const product = aProduct();
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
    await carts.insert(cart);
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

it('changes what others have changed meanwhile, and asks inventory for the version it has come to', async () => {
  const cart = someCart(newId<UserId>());
  const carts = repository(db);
  await carts.insert(cart);
  const extensions = Array.from({ length: 10 }, () => carts.update(cart, extended, { known: cart }));
  const reached = (await Promise.all(extensions)).map((updated) => updated.cart.holdVersion);
  expect(reached.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(await carts.load(cart)).toMatchObject({ version: 11, holdVersion: 11, holdsDue: true });
});

it('a cart that is closed while it is changed does not stand for the one that is opened then', async () => {
  const userId = newId<UserId>();
  const [first, second] = [someCart(userId), someCart(userId)];
  const carts = repository(db);
  await carts.insert(first);
  await sql`UPDATE carts SET status = 'closed', open_user_id = NULL, revision = 2
    WHERE cart_id = ${first.cartId}`.execute(db);
  await db.connection().execute(async (other) => {
    await sql`LOCK TABLES cart_items WRITE`.execute(other);
    const change = expect(carts.update({ userId }, extended, { known: first })).rejects.toMatchObject({
      code: 'not-found',
    });
    // By now it has looked for a cart to lock and is about to read it.
    await eventually(async () => (await waitingReads()) === 1);
    await carts.insert(second);
    await sql`UNLOCK TABLES`.execute(other);
    await change;
  });
  expect(await carts.load({ userId })).toMatchObject({ cartId: second.cartId, version: 1, revision: 1 });
});

async function waitingReads(): Promise<number> {
  const { rows } = await sql`SELECT 1 FROM information_schema.PROCESSLIST
    WHERE DB = DATABASE() AND STATE = 'Waiting for table metadata lock'`.execute(db);
  return rows.length;
}

it('a write of a cart that is not as it was read is an error, and leaves nothing of what was written with it', async () => {
  const cart = someCart(newId<UserId>());
  await repository(db).insert(cart);
  const stale = { ...cart, revision: 0 };
  const append = (tx: CartsTransaction) =>
    later(tx, sql`INSERT INTO applied_requests VALUES (${cart.cartId}, 'told', ${'0'.repeat(64)}, NOW(6))`);
  const write = inTransaction(db, (tx) =>
    writeCart({ ...writing, append }, tx, stale, { ...extended(cart), news: 'price-changed' }),
  );
  await expect(write).rejects.toThrow(GuardFailed);
  const { rows } = await sql`SELECT 1 FROM applied_requests WHERE cart_id = ${cart.cartId}`.execute(db);
  expect(rows).toEqual([]);
});

const extended = (cart: Cart): CartDecision => ({ cart: withHoldsDue(changed(cart, {})) });
