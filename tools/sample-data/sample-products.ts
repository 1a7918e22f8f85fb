import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { inventoryApi, productsApi, type Product, type ProductId } from '@arcade/contracts';
import { ProblemError, type Client } from '@arcade/client';
import { anglesOf } from './angles.ts';
import type { SampleProduct } from './catalogue.ts';
import { inParallel } from './patient-client.ts';
import type { People } from './sample-accounts.ts';

export interface LoadProduct {
  readonly people: People;
  readonly currencyCode: string;
  /** Products that an earlier run has made, by name. */
  readonly existing: ReadonlyMap<string, ProductId>;
  readonly onPhoto: () => void;
}

/** Offers a product, with photos and stock. Whatever an earlier run has done is left as it is. */
export async function loadProduct(context: LoadProduct, sample: SampleProduct): Promise<ProductId> {
  const { people, existing } = context;
  const merchant = people.of(sample.merchant);
  const known = existing.get(sample.name);
  const product =
    known === undefined
      ? await create(merchant, sample, context.currencyCode)
      : (await merchant.call(productsApi.getProduct, { params: { productId: known } })).body;
  await addPhotos(merchant, product, sample, context.onPhoto);
  const params = { productId: product.productId };
  if (product.status === 'pending') await people.admin.call(productsApi.approveProduct, { params });
  // Who writes a review buys one first.
  await setStock(merchant, product.productId, sample.stock + sample.reviews.length);
  return product.productId;
}

/** What a merchant offers already. */
export async function productsOf(merchant: Client): Promise<(readonly [string, ProductId])[]> {
  const found: (readonly [string, ProductId])[] = [];
  let cursor: string | undefined;
  do {
    const query = { mine: 'true' as const, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await merchant.call(productsApi.listProducts, { query });
    found.push(...body.items.map(({ name, productId }) => [name, productId] as const));
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return found;
}

async function create(merchant: Client, sample: SampleProduct, currencyCode: string): Promise<Product> {
  const { name, description, price, category, attributes, dimensions } = sample;
  const body = {
    name,
    description,
    price: { amount: price, currencyCode },
    categories: [category],
    attributes,
    dimensions,
  };
  return (await merchant.call(productsApi.createProduct, { body }, { idempotencyKey: `sample-${sample.model}` })).body;
}

/** The front comes first: it is the one that lists show. */
async function addPhotos(merchant: Client, product: Product, sample: SampleProduct, onPhoto: () => void) {
  const { productId } = product;
  const done = new Set(product.images.map(({ label }) => label));
  const upload = async (label: string) => {
    if (!done.has(label)) {
      const photo = await readFile(new URL(`photos/${sample.model}/${label}.webp`, import.meta.url));
      const stream = { body: photo, contentType: 'image/webp' };
      await merchant.call(productsApi.addImage, { params: { productId }, query: { label } }, { stream });
    }
    onPhoto();
  };
  const [front, ...others] = anglesOf(sample.photosAround).map(({ label }) => label);
  if (front !== undefined) await upload(front);
  await inParallel(others, 2, upload);
}

/** Inventory learns of a product a moment after it was made; stock that somebody has set or sold from is left alone. */
async function setStock(merchant: Client, productId: ProductId, quantityAvailable: number): Promise<void> {
  const params = { productId };
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      const { body, etag } = await merchant.call(inventoryApi.getInventory, { params });
      if (body.version > 1 || etag === undefined) return;
      const idempotencyKey = `sample-stock-${productId}`;
      await merchant.call(
        inventoryApi.updateInventory,
        { params, body: { quantityAvailable } },
        { ifMatch: etag, idempotencyKey },
      );
      return;
    } catch (error) {
      const waiting = error instanceof ProblemError && (error.code === 'not-found' || error.code === 'etag-mismatch');
      if (!waiting || Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
