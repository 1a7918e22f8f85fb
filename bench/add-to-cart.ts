import { createClient } from '@arcade/client';
import { cartsApi, cartTokenHeader } from '@arcade/contracts';
import { quantile, round, spread } from './statistics.ts';
import type { BenchedArcade } from './with-arcade.ts';

const products = 200;
const addsOfGuest = 3;
const guests = 700;
const workers = 16;

/** New guests add three things each; every add holds stock before it is answered. */
export async function addToCart({ url, shop, cpu }: BenchedArcade) {
  const offered: string[] = [];
  await spread(
    Array.from({ length: products }, (_, index) => index),
    8,
    async () => {
      offered.push((await shop.offer({ stock: 100_000 })).productId);
    },
  );
  const took: number[] = [];
  const visit = async (guest: number) => {
    const client = createGuest(url);
    for (let add = 0; add < addsOfGuest; add++) {
      const productId = offered[(guest * 7 + add * 31) % offered.length] ?? '';
      const start = performance.now();
      await client.add(productId);
      took.push(performance.now() - start);
    }
  };
  const visits = Array.from({ length: guests }, (_, index) => index);
  await spread(visits.slice(0, 100), workers, visit);
  took.length = 0;
  const idle = await cpu.idle();
  const [start, costOf] = [performance.now(), await cpu.start()];
  await spread(visits, workers, visit);
  const seconds = (performance.now() - start) / 1000;
  const adds = took.length;
  const { total, dearest } = await costOf(adds);
  console.log('CPU ms/add by component:', dearest);
  return {
    'add to cart': {
      'adds/s': round(adds / seconds, 0),
      'CPU ms/add, all in': total,
      'without idle': round(total - (idle * seconds * 1000) / adds),
      'p50 ms': round(quantile(took, 0.5), 1),
      'p99 ms': round(quantile(took, 0.99), 1),
    },
  };
}

/** A guest whose first add makes the cart and its token. */
function createGuest(baseUrl: string) {
  let token: string | undefined;
  const headers = () => (token === undefined ? {} : { [cartTokenHeader]: token });
  const client = createClient({ baseUrl, headers });
  return {
    async add(productId: string): Promise<void> {
      const { body } = await client.call(cartsApi.addCartItem, { body: { productId, quantity: 1 } });
      if (body.guestToken !== undefined) token = `${body.cartId}.${body.guestToken}`;
    },
  };
}
