import type { CartId, ProductId } from '@arcade/contracts';
import { inTransaction } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { PriceReplica, ProductNews } from '../application/price-replica.ts';
import type { ReplicaProduct } from '../domain/cart.ts';
import type { CartsTables, CartsTransaction, ProductNewsTable } from './tables.ts';

export interface MysqlPriceReplica extends PriceReplica {
  /** Keeps a product in the transaction of its event; with `tell` its carts will be told. */
  keepIn(tx: CartsTransaction, product: ReplicaProduct, tell?: ProductNews['reason']): Promise<void>;
}

export const createMysqlPriceReplica = (db: Kysely<CartsTables>): MysqlPriceReplica => ({
  keep: (products) => keepProducts(db, products),
  async keepIn(tx, product, tell) {
    await keepProducts(tx, [product]);
    if (tell === undefined) return;
    // Only the newest version is news, and only where it is in a cart.
    await sql`INSERT INTO product_news (product_id, reason, after_cart_id)
      SELECT p.product_id, ${tell}, '' FROM price_replica p
      WHERE p.product_id = ${product.productId} AND p.version = ${product.version}
        AND EXISTS (SELECT 1 FROM cart_items i WHERE i.product_id = ${product.productId})
      ON DUPLICATE KEY UPDATE after_cart_id = ''`.execute(tx);
  },
  tellCarts: (limit, tell) =>
    inTransaction(db, async (tx) => {
      const { rows } = await sql<ProductNewsTable & { status: string }>`SELECT n.* FROM product_news n
        LIMIT 1 FOR UPDATE SKIP LOCKED`.execute(tx);
      const [news] = rows;
      if (news === undefined) return false;
      const { product_id: productId, reason, after_cart_id: after } = news;
      const status = await tx
        .selectFrom('price_replica')
        .select('status')
        .where('product_id', '=', productId)
        .executeTakeFirst();
      const cartIds = await openCartsWith(tx, productId, after, limit);
      const last = cartIds.at(-1);
      if (last !== undefined) await tell({ productId, reason, ended: status?.status === 'ended' }, cartIds);
      await (cartIds.length < limit
        ? tx.deleteFrom('product_news').where('product_id', '=', productId).where('reason', '=', reason).execute()
        : tx
            .updateTable('product_news')
            .set({ after_cart_id: last ?? '' })
            .where('product_id', '=', productId)
            .where('reason', '=', reason)
            .execute());
      return true;
    }),
});

async function openCartsWith(
  db: Kysely<CartsTables>,
  productId: ProductId,
  after: string,
  limit: number,
): Promise<readonly CartId[]> {
  const { rows } = await sql<{ cart_id: CartId }>`SELECT i.cart_id FROM cart_items i
    JOIN carts c ON c.cart_id = i.cart_id AND c.status = 'open'
    WHERE i.product_id = ${productId} AND i.cart_id > ${after} ORDER BY i.cart_id LIMIT ${limit}`.execute(db);
  return rows.map(({ cart_id }) => cart_id);
}

const columns = [
  'merchant_id',
  'name',
  'price',
  'currency_code',
  'status',
  'categories',
  'image_url',
  'version',
] as const;

/** Newer versions replace older ones, whatever order they come in; the version itself is compared first and set last. */
async function keepProducts(db: Kysely<CartsTables>, products: readonly ReplicaProduct[]): Promise<void> {
  const newer = columns.map((name) => [
    name,
    sql`IF(VALUES(version) > version, VALUES(${sql.ref(name)}), ${sql.ref(name)})`,
  ]);
  await db
    .insertInto('price_replica')
    .values(
      products.map(({ productId, merchantId, name, price, status, categories, imageUrl, version }) => ({
        product_id: productId,
        merchant_id: merchantId,
        name,
        price: String(price.amount),
        currency_code: price.currencyCode,
        status,
        categories: JSON.stringify(categories),
        image_url: imageUrl,
        version,
      })),
    )
    .onDuplicateKeyUpdate(Object.fromEntries(newer))
    .execute();
}
