import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { eventually, queryAsRoot } from '@arcade/testing';
import { orderHandling } from './order-handling.fixture.ts';
import { openShop, type Shop } from './shop.fixture.ts';

jest.setTimeout(60_000);

let shop: Shop;
let orderId: string;
beforeAll(async () => {
  shop = await openShop({ SAGA_POLL_MS: '50' });
  const handling = orderHandling(shop);
  const chair = await shop.product(3);
  const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3 }], 300);
  orderId = order.orderId;
  const line = { orderItemId: order.items[0]?.orderItemId, quantity: 1 };
  await handling.cancel(shop.as(ada), order.orderId, [line]);
  expect(
    (await handling.askRefund(ada, order.orderId, { lines: [line], shipping: { amount: 100, currencyCode: 'USD' } }))
      .status,
  ).toBe(201);
  await shop.until(ada, order.orderId, { paymentStatus: 'PARTIALLY_REFUNDED' });
  await eventually(async () => {
    const { body } = await shop.get(ada, order.orderId);
    return (
      body.reversals.length === 2 && body.reversals.every(({ refund, restocked }) => refund === 'done' && restocked)
    );
  });
});
afterAll(async () => {
  await shop.close();
});

type Tables = Record<'orders' | 'payments' | 'inventory', string>;
type Fault = readonly [name: string, plant: (of: Tables) => string, undo: (of: Tables) => string];

const ofOrder = () => `WHERE order_id = '${orderId}'`;
/** What a book says is changed, and changed back by the same arithmetic. */
const shifted = (table: (of: Tables) => string, column: string, by: number) => {
  const add = (units: number) => (of: Tables) =>
    `UPDATE ${table(of)} SET ${column} = ${column} + ${units} ${ofOrder()}`;
  return [add(by), add(-by)] as const;
};
const replaced = (table: (of: Tables) => string, column: string, from: string, to: string) => {
  const set = (a: string, b: string) => (of: Tables) =>
    `UPDATE ${table(of)} SET ${column} = REPLACE(${column}, '${a}', '${b}') ${ofOrder()}`;
  return [set(from, to), set(to, from)] as const;
};
const payments = (of: Tables) => `${of.payments}.payments`;
const refunds = (of: Tables) => `${of.payments}.refunds`;
const returns = (of: Tables) => `${of.orders}.\`returns\``;

it.each<Fault>([
  ['the parts of a bill are the amount of its payment', ...replaced(payments, 'bill', '"paid":3000', '"paid":3001')],
  ['no line gives back more units or money', ...replaced(refunds, 'order_lines', '"quantity":1', '"quantity":2')],
  ['no line gives back more units or money', ...replaced(refunds, 'order_lines', '"amount":1000', '"amount":1600')],
  ['shipping gives back no more than it has cost', ...replaced(payments, 'bill', '"shipping":300', '"shipping":99')],
  ['a refund is for lines of its bill', ...replaced(payments, 'bill', '"orderItemId":"0', '"orderItemId":"x')],
  ['the parts of a refund are its amount', ...shifted(refunds, 'amount', 1)],
  ['units that do not stay sold are those', ...shifted((of) => `${of.orders}.order_items`, 'quantity_cancelled', -1)],
  [
    'an order of which nothing is left has ended',
    ...shifted((of) => `${of.orders}.order_items`, 'quantity_cancelled', 1),
  ],
  [
    'what reversals put on the shelf is there',
    ...replaced(returns, 'order_lines', '"stock":"restock"', '"stock":"restoc"'),
  ],
  ['what reversals put on the shelf is there', ...replaced(returns, 'order_lines', '"quantity":1', '"quantity":2')],
  ['a reversal has the refund that it tells of', ...shifted(returns, 'refund_amount', 500)],
])('finds when it is not so that %s', async (name, plant, undo) => {
  expect(await shop.violations()).toEqual([]);
  await queryAsRoot(plant(shop.schemas));
  const found = await shop.violations();
  await queryAsRoot(undo(shop.schemas));
  expect(found.filter((one) => one.startsWith(name))).toHaveLength(1);
  expect(await shop.violations()).toEqual([]);
});
