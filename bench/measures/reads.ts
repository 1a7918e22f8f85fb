import { createClient } from '@arcade/client';
import { productsApi } from '@arcade/contracts';
import type { BenchedArcade } from '../benched-arcade.ts';
import { measure, type Prepared } from '../measure.ts';
import { spread, upTo } from '../statistics.ts';

const products = 1000;
const workers = 8;

const offerMany = async ({ shop }: BenchedArcade, count: number): Promise<string[]> => {
  const ids: string[] = [];
  await spread(upTo(count), 8, async () => void ids.push((await shop.offer({ stock: 10 })).productId));
  return ids;
};

/** A thousand products in turn: nothing is held when it is asked for. */
export async function prepareColdReads(arcade: BenchedArcade): Promise<Prepared> {
  const ids = await offerMany(arcade, products);
  const client = createClient({ baseUrl: arcade.url });
  const read = (productId: string) => client.call(productsApi.getProduct, { params: { productId } });
  const readAll = () => spread(ids, workers, read);
  await readAll();
  return { round: () => measure(arcade, readAll) };
}

/** The first page of everything and of a category, in turn. */
export async function prepareCatalogue(arcade: BenchedArcade): Promise<Prepared> {
  await offerMany(arcade, 100);
  const client = createClient({ baseUrl: arcade.url });
  const read = (turn: number) =>
    client.call(productsApi.listProducts, { query: turn % 2 === 0 ? {} : { category: 'chairs' } });
  const readMany = (count: number) => spread(upTo(count), workers, read);
  await readMany(100);
  return { round: () => measure(arcade, () => readMany(400)) };
}
