import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { orderHandling } from './order-handling.fixture.ts';
import { openShop, type Shop } from './shop.fixture.ts';

describe('returns and refunds', () => {
  let shop: Shop;
  let handling: ReturnType<typeof orderHandling>;
  beforeAll(async () => {
    shop = await openShop({ SAGA_POLL_MS: '50' });
    handling = orderHandling(shop);
  });
  afterAll(async () => {
    expect(await shop.violations()).toEqual([]);
    await shop.close();
  });

  it('takes things back part by part: each return is restocked and refunded once', async () => {
    const chair = await shop.product(5);
    const { ada, seller, order } = await handling.delivered([{ ...chair, quantity: 3, discount: 1000 }]);
    const { orderId } = order;
    const line = { orderItemId: order.items[0]?.orderItemId, quantity: 1 };
    const key = newId<string>();
    const first = await handling.giveBack(seller, orderId, [line], key);
    expect(first.body).toMatchObject({ status: 'DELIVERED', fulfilmentStatus: 'PARTIALLY_RETURNED' });
    expect((await handling.giveBack(seller, orderId, [line], key)).headers['idempotency-replayed']).toBe('true');
    await shop.until(ada, orderId, { paymentStatus: 'PARTIALLY_REFUNDED' });
    expect((await shop.get(ada, orderId)).body.refundedAmount.amount).toBe(667);
    expect(await shop.stock(chair)).toEqual({ onHand: 3, reserved: 0 });

    expect((await handling.giveBack(seller, orderId, [{ ...line, quantity: 3 }])).problem).toMatchObject({ left: 2 });
    const rest = await handling.giveBack(seller, orderId, [{ ...line, quantity: 2 }]);
    expect(rest.body).toMatchObject({ status: 'RETURNED', fulfilmentStatus: 'RETURNED' });
    const ended = await shop.until(ada, orderId, { paymentStatus: 'REFUNDED' });
    expect(ended.refundedAmount.amount).toBe(2000);
    expect(await shop.stock(chair)).toEqual({ onHand: 5, reserved: 0 });
  });

  it('is complete when the return window has closed, and takes returns out of grace', async () => {
    const chair = await shop.product(2);
    const { ada, seller, order } = await handling.delivered([chair]);
    await shop.query(`UPDATE orders JOIN saga USING (order_id) SET return_until = NOW(3), next_attempt_at = NOW(6)
      WHERE order_id = '${order.orderId}'`);
    await shop.until(ada, order.orderId, { status: 'COMPLETED' });
    const back = await handling.giveBack(seller, order.orderId, [
      { orderItemId: order.items[0]?.orderItemId, quantity: 1 },
    ]);
    expect(back.body.status).toBe('RETURNED');
    await shop.until(ada, order.orderId, { paymentStatus: 'REFUNDED' });
  });

  it('keeps what was done under a key when that key, long forgotten, is used for another order', async () => {
    const seller = newId<UserId>();
    const [chair, lamp] = [await shop.product(1, seller), await shop.product(1, seller)];
    const [first, second] = [await handling.confirmed([chair]), await handling.confirmed([lamp])];
    const key = newId<string>();
    const handled = async ({ ada, order: { orderId, items } }: typeof first) => {
      await handling.process(seller, orderId);
      const shipped = await handling.ship(seller, orderId, {}, key);
      const shipmentId = shipped.body.shipments[0]?.shipmentId ?? '';
      expect((await handling.deliver(seller, orderId, shipmentId)).body.status).toBe('DELIVERED');
      await forgetKeys();
      const back = await handling.giveBack(seller, orderId, [{ orderItemId: items[0]?.orderItemId, quantity: 1 }], key);
      expect(back.body.status).toBe('RETURNED');
      await forgetKeys();
      return await shop.until(ada, orderId, { paymentStatus: 'REFUNDED' });
    };
    const forgetKeys = () => shop.query(`DELETE FROM idempotency_keys WHERE idempotency_key = '${key}'`);
    for (const one of [first, second]) await handled(one);
    for (const { ada, order } of [first, second]) {
      const { body } = await shop.get(ada, order.orderId);
      expect(body).toMatchObject({ refundedAmount: body.totalAmount, shipments: [{ trackingNumber: 'TRACK-1' }] });
    }
    const both = [first, second].map(({ order }) => `'${order.orderId}'`).join(', ');
    expect(await shop.query(`SELECT 1 FROM \`returns\` WHERE order_id IN (${both})`)).toHaveLength(2);
  });

  it('gives a return what is left of the money, and nothing when nothing is', async () => {
    const chair = await shop.product(3);
    const { ada, seller, order } = await handling.delivered([{ ...chair, quantity: 3 }]);
    const { orderId } = order;
    await handling.refundByHand(ada, orderId, 1500);
    await shop.until(ada, orderId, { paymentStatus: 'PARTIALLY_REFUNDED' });
    const line = { orderItemId: order.items[0]?.orderItemId, quantity: 1 };
    const refunded = async (amount: number) => {
      expect((await handling.giveBack(seller, orderId, [line])).status).toBe(200);
      await eventually(async () => {
        const open = await shop.query(`SELECT 1 FROM \`returns\` WHERE order_id = '${orderId}' AND refund = 'open'`);
        const { body } = await shop.get(ada, orderId);
        return open.length === 0 && body.refundedAmount.amount === amount;
      });
    };
    await refunded(2500);
    await refunded(3000);
    await refunded(3000);
    expect((await shop.get(ada, orderId)).body).toMatchObject({ status: 'RETURNED', paymentStatus: 'REFUNDED' });
    const { reversals } = (await shop.get(ada, orderId)).body;
    expect(reversals.map(({ refund, refundAmount }) => [refund, refundAmount?.amount])).toEqual([
      ['done', 1000],
      ['done', 500],
      ['done', 0],
    ]);
  });

  it('shows what an admin has refunded', async () => {
    const { ada, order } = await handling.confirmed([await shop.product(1)]);
    await handling.refundByHand(ada, order.orderId, 300);
    const seen = await shop.until(ada, order.orderId, { status: 'CONFIRMED', paymentStatus: 'PARTIALLY_REFUNDED' });
    expect(seen.refundedAmount.amount).toBe(300);
    const { body, headers } = await shop.get(ada, order.orderId);
    expect(headers['etag']).toBe(`"${body.version}"`);
  });
});
