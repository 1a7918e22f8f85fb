import { inventoryApi, ProductCreated, type ProductId, type ProductStatus, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from './call.ts';
import { eventOf, tell } from './deliver.ts';

/** A product as inventory knows it. */
export interface StockedProduct {
  readonly productId: ProductId;
  readonly merchantId: UserId;
}

/** Tells inventory of a product. @throws Error when it does not take it */
export const registerProduct = (
  inventory: string,
  { productId, merchantId }: StockedProduct,
  version = 1,
  status: ProductStatus = 'approved',
): Promise<void> =>
  tell(
    inventory,
    eventOf(
      ProductCreated,
      { id: productId, version },
      {
        productId,
        merchantId,
        name: 'Chair',
        price: { amount: 1000, currencyCode: 'USD' },
        status,
        categories: [],
        imageUrl: null,
      },
    ),
  );

/** What its merchant says is on the shelf. */
export const countUnits = (inventory: string, { productId, merchantId }: StockedProduct, quantityAvailable: number) =>
  call(inventory, inventoryApi.updateInventory, {
    identity: { userId: merchantId, roles: ['merchant'] },
    params: { productId },
    ifMatch: '*',
    body: { quantityAvailable },
  });

/** Puts units on the shelf. @throws Error when inventory does not take them */
export async function stockUp(inventory: string, product: StockedProduct, units: number): Promise<void> {
  const { status, text } = await countUnits(inventory, product, units);
  if (status !== 200) throw new Error(text);
}

/** A product that inventory knows, with units on its shelf. */
export async function stockedProduct(inventory: string, units: number, merchantId: UserId): Promise<StockedProduct> {
  const product = { productId: newId<ProductId>(), merchantId };
  await registerProduct(inventory, product);
  if (units > 0) await stockUp(inventory, product, units);
  return product;
}
