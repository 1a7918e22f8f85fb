import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CartId, ProductId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql, GuardFailed, inTransaction, later, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { sql, type Kysely, type KyselyPlugin } from 'kysely';
import { aProduct } from '../domain/cart-samples.fixture.ts';
import { emptyCart, type Cart, type ReplicaProduct } from '../domain/cart.ts';
import { changed, type CartDecision } from '../domain/change-cart.ts';
import { writeLockedCart } from './commit-cart.ts';
import { migrations } from './migrations.ts';
import { createMysqlCartRepository } from './mysql-cart-repository.ts';
import { createMysqlPriceReplica } from './mysql-price-replica.ts';
import type { CartsTables, CartsTransaction } from './tables.ts';

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

const idle = { userMs: 60_000, guestMs: 60_000, holdGraceSeconds: 60, watchAfterMs: 60_000 };
const writing = { idle, appendNews: async () => undefined, logger: { warn: () => undefined } };
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

/** The same database, where `work` is done after each read or lock of a cart has been answered. */
function withInterference(work: (kind: 'read' | 'lock') => Promise<unknown>): Kysely<CartsTables> {
  const kinds = new WeakMap<object, 'read' | 'lock'>();
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      const text = node.kind === 'RawNode' ? node.sqlFragments.join(' ') : '';
      if (text.includes('FOR UPDATE')) kinds.set(queryId, 'lock');
      else if (text.includes('read_at') || text.includes('FROM carts c')) kinds.set(queryId, 'read');
      return node;
    },
    async transformResult({ queryId, result }) {
      const kind = kinds.get(queryId);
      if (kind !== undefined) await work(kind);
      return result;
    },
  };
  return db.withPlugin(plugin);
}

describe('a cart that is closed while it is changed', () => {
  it('is not answered as changed when nothing could be written', async () => {
    const userId = newId<UserId>();
    const [first, second] = [someCart(userId), someCart(userId)];
    await repository(db).insert(first, false);
    const touch = (cartId: CartId) =>
      sql`UPDATE carts SET revision = revision + 1 WHERE cart_id = ${cartId}`.execute(db);
    const steps = [
      () => touch(first.cartId),
      () => touch(first.cartId),
      () =>
        sql`UPDATE carts SET status = 'closed', open_user_id = NULL, revision = revision + 1
          WHERE cart_id = ${first.cartId}`.execute(db),
      () => repository(db).insert(second, false),
      () => touch(second.cartId),
    ];
    const interfered = repository(withInterference(async () => await steps.shift()?.()));
    const change = interfered.update({ userId }, (cart) => (cart === undefined ? undefined : extended(cart)));
    await expect(change).rejects.toMatchObject({ code: 'not-found' });
    const { rows } = await sql`SELECT version FROM carts WHERE user_id = ${userId}`.execute(db);
    expect(rows).toEqual([{ version: 1 }, { version: 1 }]);
  });
});

it('a write in turn that changes no row is an error, and leaves nothing of what was written with it', async () => {
  const cart = someCart(newId<UserId>());
  await repository(db).insert(cart, false);
  const stale = { ...cart, revision: 0 };
  const appendNews = (tx: CartsTransaction) =>
    later(tx, sql`INSERT INTO applied_requests VALUES (${cart.cartId}, 'told', ${'0'.repeat(64)}, NOW(6))`);
  const write = inTransaction(db, (tx) =>
    writeLockedCart({ ...writing, appendNews }, tx, stale, { ...extended(cart), news: 'price-changed' }),
  );
  await expect(write).rejects.toThrow(GuardFailed);
  const { rows } = await sql`SELECT 1 FROM applied_requests WHERE cart_id = ${cart.cartId}`.execute(db);
  expect(rows).toEqual([]);
});

const extended = (cart: Cart): CartDecision => ({ cart: changed(cart, {}), holds: true });
