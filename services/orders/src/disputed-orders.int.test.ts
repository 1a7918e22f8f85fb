import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ordersApi, type Order, type OrderId, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { orderHandling } from './order-handling.fixture.ts';
import { openShop, type Shop } from './shop.fixture.ts';

jest.setTimeout(120_000);

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

describe('an order whose payment is disputed', () => {
  /** The provider’s news come with the next pass of reconciliation. */
  const heldIs = (ada: UserId, orderId: OrderId, hold: Order['hold']) => shop.until(ada, orderId, { hold }, 60_000);
  const disputed = async () => {
    const [ada, chair] = [shop.newUser(), await shop.product(1)];
    const { orderId } = (await shop.place(ada, shop.cart(ada, [chair]))).body;
    await shop.pay(ada, orderId, 'tok_disputed');
    await heldIs(ada, orderId, 'disputed');
    const [charge] = shop.provider.chargesOf(orderId);
    return { ada, chair, orderId, chargeId: charge?.id ?? '' };
  };
  const release = (identity: ReturnType<Shop['as']>, orderId: OrderId) =>
    call(shop.orders.origin, ordersApi.releaseHold, {
      identity,
      params: { orderId },
      body: { reason: 'fine' },
    });

  it('is not sent until an admin says so', async () => {
    const { ada, chair, orderId } = await disputed();
    const refused = await handling.process(chair.merchantId, orderId);
    expect(refused.problem).toMatchObject({ status: 409, hold: 'disputed', allowed: ['cancel'] });
    expect((await shop.get(ada, orderId)).body.allowedActions).toEqual(['cancel']);
    expect((await release(shop.as(chair.merchantId, 'merchant'), orderId)).status).toBe(403);
    expect((await release(shop.as(newId(), 'admin'), orderId)).body).toMatchObject({ hold: null });
    expect((await handling.process(chair.merchantId, orderId)).body.status).toBe('PROCESSING');
    expect((await handling.ship(chair.merchantId, orderId)).body.status).toBe('SHIPPED');
  });

  it('resumes when the dispute is won, and pays nothing back once it is lost', async () => {
    const { ada, chair, orderId, chargeId } = await disputed();
    await shop.provider.sandbox.endDispute(chargeId, 'won');
    await heldIs(ada, orderId, null);
    await handling.process(chair.merchantId, orderId);
    await shop.provider.sandbox.disputeCharge(chargeId);
    await heldIs(ada, orderId, 'disputed');
    await shop.provider.sandbox.endDispute(chargeId, 'lost');
    await heldIs(ada, orderId, 'charged-back');
    expect((await handling.ship(chair.merchantId, orderId)).problem).toMatchObject({ hold: 'charged-back' });
    expect((await handling.askRefund(ada, orderId, {})).problem).toMatchObject({
      code: 'refund-exceeds-captured',
      left: { amount: 0 },
    });
    expect((await handling.cancel(shop.as(ada), orderId)).body.status).toBe('CANCELLED');
    await eventually(async () => (await shop.stock(chair)).onHand === 1);
  });
});
