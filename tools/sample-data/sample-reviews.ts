import { setTimeout as sleep } from 'node:timers/promises';
import { cartsApi, ordersApi, paymentsApi, productsApi, type ProductId } from '@arcade/contracts';
import { ProblemError, type Client } from '@arcade/client';
import type { Catalogue, SampleProduct } from './catalogue.ts';
import type { People } from './sample-accounts.ts';

interface Wish {
  readonly productId: ProductId;
  readonly hasBought: boolean;
  readonly rating: number;
  readonly comments: string;
}

/** Only who has bought a product reviews it, so the sample customers buy what they have something to say about. */
export async function loadReviews(
  people: People,
  { customers, products }: Catalogue,
  offered: ReadonlyMap<SampleProduct['name'], ProductId>,
): Promise<void> {
  for (const { email, firstName, lastName } of customers) {
    const client = people.of(email);
    const said = products.flatMap(({ name, reviews }) => reviews.map((each) => ({ ...each, name })));
    const wishes: Wish[] = [];
    for (const { customer, name, rating, comments } of said) {
      const productId = offered.get(name);
      if (customer !== email || productId === undefined) continue;
      const { mayReview, review } = (await client.call(productsApi.getMyReview, { params: { productId } })).body;
      if (review === null) wishes.push({ productId, hasBought: mayReview, rating, comments });
    }
    const wanted = wishes.filter(({ hasBought }) => !hasBought);
    // What somebody has put into the cart since is theirs to buy, or not.
    const isEmpty = (await client.call(cartsApi.getCart)).body.items.length === 0;
    if (wanted.length > 0 && !isEmpty) continue;
    if (wanted.length > 0) await buy(client, wanted, `${firstName} ${lastName}`);
    for (const wish of wishes) await write(client, wish);
  }
}

async function buy(client: Client, wishes: readonly Wish[], recipient: string): Promise<void> {
  for (const { productId } of wishes) {
    await client.call(cartsApi.addCartItem, { body: { productId, quantity: 1 } });
  }
  const { cartId, version, totals } = (await client.call(cartsApi.getCart)).body;
  const shippingAddress = {
    recipient,
    line1: '1 Loopback Lane',
    city: 'Localhost',
    postalCode: '12700',
    countryCode: 'DE',
  };
  const { body: order } = await client.call(
    ordersApi.placeOrder,
    { body: { cartId, cartVersion: version, expectedTotal: totals.total, shippingAddress } },
    { idempotencyKey: `sample-order-${cartId}` },
  );
  await client.call(
    paymentsApi.initiatePayment,
    { body: { orderId: order.orderId, paymentMethod: { type: 'card', token: 'tok_visa' } } },
    { idempotencyKey: `sample-payment-${order.orderId}` },
  );
}

/** Products learn of the purchase a moment after it was paid. */
async function write(client: Client, { productId, rating, comments }: Wish): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await client.call(productsApi.reviewProduct, { params: { productId }, body: { rating, comments } });
      return;
    } catch (error) {
      const waiting = error instanceof ProblemError && error.code === 'purchase-required';
      if (!waiting || Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
