import { createClient } from '@arcade/client';
import { cartsApi, cartTokenHeader } from '@arcade/contracts';
import type { BenchedArcade } from '../benched-arcade.ts';
import { measure, type Prepared } from '../measure.ts';
import { spread, upTo } from '../statistics.ts';

const products = 200;
const addsOfGuest = 3;
const guests = 100;
const workers = 16;

/** New guests add three things each; every add holds stock before it is answered. */
export async function prepareAddToCart(arcade: BenchedArcade): Promise<Prepared> {
  const { shop, url } = arcade;
  const offered: string[] = [];
  await spread(upTo(products), 8, async () => {
    offered.push((await shop.offer({ stock: 1_000_000 })).productId);
  });
  const visit = (took: number[]) => async (guest: number) => {
    const client = createGuest(url);
    for (const add of upTo(addsOfGuest)) {
      const start = performance.now();
      await client.add(offered[(guest * 7 + add * 31) % products] ?? '');
      took.push(performance.now() - start);
    }
  };
  const visits = async () => {
    const took: number[] = [];
    await spread(upTo(guests), workers, visit(took));
    return took;
  };
  await visits();
  return { round: () => measure(arcade, visits) };
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
