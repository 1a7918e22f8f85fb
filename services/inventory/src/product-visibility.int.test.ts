import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, type ProductStatus } from '@arcade/contracts';
import { eventually, startPeer, type StockedProduct } from '@arcade/testing';
import { openInventory, type InventoryUnderTest } from './inventory-under-test.fixture.ts';
import { admin, merchantCalls, merchantOf, stranger } from './merchant-calls.fixture.ts';

let shop: InventoryUnderTest;
let merchant: ReturnType<typeof merchantCalls>;
beforeAll(async () => {
  shop = await openInventory();
  merchant = merchantCalls(shop);
});
afterAll(() => shop.close());

const seenByAll = async (product: StockedProduct) => (await merchant.read(product)).status === 200;

describe('the stock of a product', () => {
  it.each<ProductStatus>(['draft', 'pending', 'rejected', 'ended'])(
    'that is %s is shown to its merchant and to admins only',
    async (status) => {
      const product = await shop.product(3);
      await shop.register(product, 2, status);
      expect((await merchant.read(product)).problem?.code).toBe('not-found');
      expect((await merchant.read(product, {}, stranger())).status).toBe(404);
      expect((await merchant.read(product, {}, merchantOf(product))).body.quantityAvailable).toBe(3);
      expect((await merchant.read(product, {}, admin())).status).toBe(200);
    },
  );

  it('follows the newest news, whatever comes late', async () => {
    const product = await shop.product(1);
    await shop.register(product, 4, 'approved');
    await shop.register(product, 3, 'rejected');
    expect(await seenByAll(product)).toBe(true);
    await shop.register(product, 6, 'ended');
    await shop.register(product, 5, 'approved');
    expect(await seenByAll(product)).toBe(false);
  });

  it('is published with whether everybody may be told of it', async () => {
    const told = await openInventory({ background: true, settings: { ANNOUNCE_DELAY_MS: '2' } });
    try {
      const product = await told.product(0);
      const listed = (quantity: number) =>
        eventually(async () =>
          (await told.events(product.productId)).find(({ data }) => data['quantityAvailable'] === quantity),
        );
      await told.setUnits(product, 7);
      expect((await listed(7)).data['listed']).toBe(true);
      await told.register(product, 2, 'rejected');
      await told.setUnits(product, 8);
      expect((await listed(8)).data['listed']).toBe(false);
    } finally {
      await told.close();
    }
  });
});

describe('rows from before it was kept who sees a product', () => {
  it('are shown to nobody until products has been asked', async () => {
    const [shown, hidden, unknown] = [await shop.product(1), await shop.product(1), await shop.product(1)];
    await shop.query('UPDATE inventory SET product_listed = NULL');
    expect(await seenByAll(shown)).toBe(false);
    const products = await startProducts(new Map([shown, hidden].map((product) => [product.productId, product])), {
      [shown.productId]: 'approved',
      [hidden.productId]: 'rejected',
    });
    shop.origins.products = products.origin;
    const replica = await shop.replica();
    await eventually(
      async () => (await shop.query('SELECT 1 FROM inventory WHERE product_listed IS NULL')).length === 0,
    );
    await replica.stop();
    await products.stop();
    expect(await Promise.all([shown, hidden, unknown].map(seenByAll))).toEqual([true, false, false]);
  });
});

/** Products, as far as inventory asks it. */
async function startProducts(
  known: ReadonlyMap<string, StockedProduct>,
  statuses: Readonly<Record<string, ProductStatus>>,
) {
  const { resolveProducts } = productsApi;
  const answers = (productId: string) => {
    const product = known.get(productId);
    const status = statuses[productId];
    if (product === undefined || status === undefined) return [];
    const price = { amount: 1, currencyCode: 'USD' };
    return [{ ...product, status, name: 'Chair', price, categories: [], imageUrl: null, version: 1 }];
  };
  return await startPeer(
    { resolveProducts },
    { resolveProducts: async ({ body }) => ({ body: { items: body.productIds.flatMap(answers) } }) },
  );
}
