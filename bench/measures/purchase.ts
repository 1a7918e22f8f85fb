import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '@arcade/client';
import type { Cart } from '@arcade/contracts';
import { addToCart, pay, placeOrder, readOrder, type Person } from '../../test/e2e/shop.ts';
import type { BenchedArcade } from '../benched-arcade.ts';
import { measure, type Prepared } from '../measure.ts';
import { spread, upTo } from '../statistics.ts';
import { openUpdates, type Updates } from './updates.ts';

const products = 20;
const warmUp = 40;

interface Customer extends Person {
  readonly updates: Updates;
}

/** Customers add a thing, order it and pay; their open page hears that the order is confirmed, and reads it. */
export const purchaseOf = (customers: number, purchases: number) =>
  async function prepare(arcade: BenchedArcade): Promise<Prepared> {
    const { shop } = arcade;
    const offered = await Promise.all(upTo(products).map(() => shop.offer({ stock: 1_000_000 })));
    const people: Customer[] = [];
    for (const _ of upTo(customers)) {
      const person = await shop.register();
      people.push({ ...person, updates: await openUpdates(shop.url, person.token) });
    }
    const free = [...people];
    const buy = async (index: number) => {
      const customer = free.pop();
      if (customer === undefined) throw new Error('more workers than people');
      await purchase(customer, offered[index % products]?.productId ?? '');
      free.push(customer);
    };
    await spread(upTo(warmUp), customers, buy);
    return {
      round: () => measure(arcade, () => spread(upTo(purchases), customers, buy)),
      close: () => people.forEach(({ updates }) => updates.close()),
    };
  };

async function purchase(customer: Customer, productId: string): Promise<void> {
  const cart = await addToOpenCart(customer, productId);
  const { orderId } = await placeOrder(customer, cart);
  const confirmed = customer.updates.untilOrder(orderId, 'CONFIRMED');
  await pay(customer, orderId);
  await confirmed;
  const { status } = await readOrder(customer, orderId);
  if (status !== 'CONFIRMED') throw new Error(`${orderId} was told to be confirmed and is ${status}`);
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
