import { createClient } from '@arcade/client';
import { cartsApi, cartTokenHeader } from '@arcade/contracts';
import { quantile, round, spread } from './statistics.ts';
import type { BenchedArcade } from './with-arcade.ts';

const products = 200;
const guests = 64;
const adds = 3000;
const workers = 16;

/** Guests add units of many products; each add holds stock before it is answered. */
export async function addToCart({ url, shop, cpuSeconds }: BenchedArcade) {
  const offered: string[] = [];
  await spread(
    Array.from({ length: products }, (_, index) => index),
    8,
    async () => {
      offered.push((await shop.offer({ stock: 100_000 })).productId);
    },
  );
  const carts = await Promise.all(Array.from({ length: guests }, () => newGuest(url, offered[0] ?? '')));
  const work = Array.from({ length: adds }, (_, index) => index);
  const add = (index: number) => {
    const productId = offered[(index * 7) % offered.length] ?? '';
    const guest = carts[index % carts.length];
    return guest?.call(cartsApi.addCartItem, { body: { productId, quantity: 1 } }) ?? Promise.resolve();
  };
  await spread(work.slice(0, 300), workers, add);
  const [start, before] = [performance.now(), await cpuSeconds()];
  const took = await spread(work, workers, add);
  const seconds = (performance.now() - start) / 1000;
  const used = (await cpuSeconds()) - before;
  return {
    'add to cart': {
      'adds/s': round(adds / seconds, 0),
      'CPU ms/add, all in': round((used / adds) * 1000),
      'p50 ms': round(quantile(took, 0.5), 1),
      'p99 ms': round(quantile(took, 0.99), 1),
    },
  };
}

async function newGuest(baseUrl: string, productId: string) {
  const anonymous = createClient({ baseUrl });
  const { body } = await anonymous.call(cartsApi.addCartItem, { body: { productId, quantity: 1 } });
  const token = `${body.cartId}.${body.guestToken ?? ''}`;
  return createClient({ baseUrl, headers: () => ({ [cartTokenHeader]: token }) });
}
