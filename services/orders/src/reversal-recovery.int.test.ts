import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { letClaimsLapse, startMortal } from './mortal-orders.fixture.ts';
import { orderHandling } from './order-handling.fixture.ts';
import { openShop, type Shop } from './shop.fixture.ts';

jest.setTimeout(90_000);

describe('orders killed while units go back', () => {
  let shop: Shop;
  let handling: ReturnType<typeof orderHandling>;
  beforeAll(async () => {
    shop = await openShop({ SAGA_POLL_MS: '50' });
    handling = orderHandling(shop);
  });
  afterAll(async () => {
    await shop.close();
  });
  afterEach(async () => {
    await shop.consistent();
  });

  it.each(['orders.after-restock-reversal', 'orders.after-refund-reversal'])(
    'at %s put each unit back and pay it back once',
    async (failpoint) => {
      const chair = await shop.product(3);
      const { ada, order } = await handling.confirmed([{ ...chair, quantity: 3 }]);
      const { orderId } = order;
      const lines = [{ orderItemId: order.items[0]?.orderItemId, quantity: 1 }];
      const key = newId<string>();
      await shop.orders.stop();
      const { exited } = await startMortal(shop, failpoint);
      await handling.cancel(shop.as(ada), orderId, lines, key).catch(() => undefined);
      expect(await exited).toBe('SIGKILL');
      await shop.orders.restart();
      await letClaimsLapse(shop);
      expect((await handling.cancel(shop.as(ada), orderId, lines, key)).status).toBe(200);
      const body = await shop.until(ada, orderId, { status: 'CONFIRMED', paymentStatus: 'PARTIALLY_REFUNDED' });
      expect(body).toMatchObject({ refundedAmount: { amount: 1000 }, items: [{ quantityCancelled: 1 }] });
      await eventually(async () => (await shop.get(ada, orderId)).body.reversals[0]?.refund === 'done');
      expect(await shop.stock(chair)).toEqual({ onHand: 1, reserved: 0 });
    },
  );

  it('when payments is away, returned units are back at once and their money as soon as it returns', async () => {
    const [chair, lamp] = [await shop.product(2), await shop.product(2)];
    const { ada, seller, order } = await handling.delivered([{ ...chair, quantity: 2 }]);
    const other = await handling.confirmed([{ ...lamp, quantity: 2 }]);
    await shop.payments.stop();
    const one = ({ items }: typeof order) => [{ orderItemId: items[0]?.orderItemId, quantity: 1 }];
    expect((await handling.giveBack(seller, order.orderId, one(order))).status).toBe(200);
    await eventually(async () => (await shop.stock(chair)).onHand === 1);
    expect((await handling.process(lamp.merchantId, other.order.orderId)).problem).toMatchObject({ status: 503 });
    const part = await handling.cancel(shop.as(other.ada), other.order.orderId, one(other.order));
    expect(part.problem).toMatchObject({ status: 503 });
    await shop.payments.restart();
    await shop.until(ada, order.orderId, { paymentStatus: 'PARTIALLY_REFUNDED' }, 60_000);
  });
});
