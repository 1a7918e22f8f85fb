import { createClient, type Client } from '@arcade/client';
import { inventoryApi, productsApi, type ProductId } from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import type { BenchedArcade } from '../benched-arcade.ts';
import { measure, type Prepared } from '../measure.ts';
import { spread, upTo } from '../statistics.ts';

const products = 1000;
const workers = 8;

/** Products in the catalogue, once everybody has heard of them. They have no stock: readers do not mind. */
const listMany = async ({ shop }: BenchedArcade, count: number): Promise<string[]> => {
  const ids: ProductId[] = [];
  await spread(upTo(count), workers, async () => void ids.push(await shop.list()));
  const { client } = await shop.asMerchant();
  const knows = (productId: ProductId) => client.call(inventoryApi.getInventory, { params: { productId } });
  await spread(ids, workers, (productId) => eventually(() => knows(productId), { timeoutMs: 60_000 }));
  return ids;
};

/** A thousand products in turn: nothing is held when it is asked for. */
export async function prepareColdReads(arcade: BenchedArcade): Promise<Prepared> {
  const ids = await listMany(arcade, products);
  const client = createClient({ baseUrl: arcade.url });
  const read = (productId: string) => client.call(productsApi.getProduct, { params: { productId } });
  const readAll = () => spread(ids, workers, read);
  await readAll();
  return { round: () => measure(arcade, readAll) };
}

/** The first page of everything and of a category, in turn. */
export const prepareCatalogue = (arcade: BenchedArcade): Promise<Prepared> =>
  preparePages(arcade, createClient({ baseUrl: arcade.url }));

/** The same for a merchant, who may see more than everybody: the gateway holds nothing for such. */
export const prepareUnheldCatalogue = async (arcade: BenchedArcade): Promise<Prepared> =>
  preparePages(arcade, (await arcade.shop.asMerchant()).client);

async function preparePages(arcade: BenchedArcade, client: Client): Promise<Prepared> {
  await listMany(arcade, 100);
  const read = (turn: number) =>
    client.call(productsApi.listProducts, { query: turn % 2 === 0 ? {} : { category: 'chairs' } });
  const readMany = (count: number) => spread(upTo(count), workers, read);
  await readMany(100);
  return { round: () => measure(arcade, () => readMany(400)) };
}
