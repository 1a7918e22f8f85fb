import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '@arcade/client';
import type { Cart } from '@arcade/contracts';
import { addToCart, pay, placeOrder, readOrder, type Person } from '../test/e2e/shop.ts';
import { quantile, round, spread } from './statistics.ts';
import type { BenchedArcade } from './with-arcade.ts';

const purchases = 400;
const workers = 8;

/** Customers add a thing, order it and pay, until the order is confirmed and captured. */
export async function purchase({ shop, cpu, work: meter }: BenchedArcade) {
  const offered = await Promise.all(Array.from({ length: 20 }, () => shop.offer({ stock: 100_000 })));
  const people: Person[] = [];
  await spread(
    Array.from({ length: workers }, (_, index) => index),
    4,
    async () => {
      people.push(await shop.register());
    },
  );
  const buy = async (index: number) => {
    const person = people.pop();
    if (person === undefined) throw new Error('more workers than people');
    const productId = offered[index % offered.length]?.productId ?? '';
    const cart = await addToOpenCart(person, productId);
    const { orderId } = await placeOrder(person, cart);
    await pay(person, orderId);
    while ((await readOrder(person, orderId)).status !== 'CONFIRMED') await sleep(250);
    people.push(person);
  };
  const work = Array.from({ length: purchases }, (_, index) => index);
  await spread(work.slice(0, 40), workers, buy);
  const idle = await cpu.idle();
  const workOf = await meter.start();
  const [start, costOf] = [performance.now(), await cpu.start()];
  const took = await spread(work, workers, buy);
  const seconds = (performance.now() - start) / 1000;
  const { total, dearest } = await costOf(purchases);
  console.log('CPU ms/purchase by component:', dearest);
  console.log('work/purchase:', await workOf(purchases));
  return {
    'complete purchase': {
      'purchases/s': round(purchases / seconds, 1),
      'CPU ms/purchase, all in': total,
      'without idle': round(total - (idle * seconds * 1000) / purchases),
      'p50 ms': round(quantile(took, 0.5), 0),
      'p99 ms': round(quantile(took, 0.99), 0),
    },
  };
}

/** The cart of the last order closes by its event; who is as fast as this asks again. */
async function addToOpenCart(person: Person, productId: string): Promise<Cart> {
  for (;;) {
    try {
      return await addToCart(person, productId);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'cart-locked') throw error;
      await sleep(20);
    }
  }
}
