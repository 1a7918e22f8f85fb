import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { connectMysql } from '@arcade/service-defaults/mysql';
import { eventually, testAppToken } from '@arcade/testing';
import { sql, type Kysely } from 'kysely';
import { openShop, type Shop } from './shop.fixture.ts';

describe('events of payments', () => {
  let shop: Shop;
  let db: Kysely<never>;
  beforeAll(async () => {
    shop = await openShop();
    db = connectMysql<never>({ url: shop.orders.url, poolSize: 2 });
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await db.destroy();
    await shop.close();
  });

  /** Paid, and orders has not received the event. */
  const paidUnnoticed = async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
    await shop.pay(ada, orderId);
    const { data } = await eventually(() =>
      shop.events(orderId).find(({ topic }) => topic === 'payments.payment-authorized'),
    );
    return { ada, orderId, data };
  };
  const deliverTogether = (events: readonly Readonly<Record<string, unknown>>[]) =>
    fetch(`${shop.orders.origin}/subscriptions/payments.payment-authorized`, {
      method: 'POST',
      headers: { 'dapr-api-token': testAppToken, 'content-type': 'application/json' },
      body: JSON.stringify({
        id: newId(),
        entries: events.map((data, index) => ({
          entryId: `${index}`,
          event: { specversion: '1.0', id: data['eventId'], source: '/arcade/payments', type: 'any', data },
        })),
      }),
    });
  const underway = async (start: string) =>
    (
      await sql<{ INFO: string }>`SELECT INFO FROM information_schema.PROCESSLIST
        WHERE DB = DATABASE() AND INFO LIKE ${`${start}%`}`.execute(db)
    ).rows.length;

  it('move no saga before they are durable: what they were written with may still be rolled back', async () => {
    shop.broker.down = true;
    await shop.orders.restart({}, false);
    const [first, second] = [await paidUnnoticed(), await paidUnnoticed()];
    const [answered, claims] = await db.transaction().execute(async (tx) => {
      await sql`SELECT order_id FROM orders WHERE order_id = ${second.orderId} FOR UPDATE`.execute(tx);
      const answer = deliverTogether([first.data, second.data]);
      await eventually(async () => (await underway('select `orders`.*')) > 0);
      return [answer.then((response) => response.json()), await underway('UPDATE orders JOIN saga')] as const;
    });
    expect(await answered).toMatchObject({ statuses: [{ status: 'SUCCESS' }, { status: 'SUCCESS' }] });
    expect(claims).toBe(0);
    for (const { ada, orderId } of [first, second]) await shop.until(ada, orderId, { status: 'CONFIRMED' });
  });
});
