import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ordersApi, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually } from '@arcade/testing';
import { orderHandling } from './order-handling.fixture.ts';
import { openShop, type Shop } from './shop.fixture.ts';

describe('handling orders', () => {
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
  const origin = () => shop.orders.origin;

  it('goes through picking, parcels and delivery', async () => {
    const seller = newId<UserId>();
    const [chair, lamp] = [await shop.product(5, seller), await shop.product(5, seller)];
    const { ada, order } = await handling.confirmed([{ ...chair, quantity: 2 }, lamp]);
    const { orderId } = order;
    expect((await handling.ship(seller, orderId)).problem).toMatchObject({
      status: 409,
      code: 'illegal-transition',
      allowed: ['process', 'cancel'],
    });
    expect((await handling.process(seller, orderId)).body.status).toBe('PROCESSING');
    expect((await handling.process(seller, orderId)).status).toBe(200);

    const key = newId<string>();
    const lines = [{ orderItemId: order.items[0]?.orderItemId, quantity: 1 }];
    const part = await handling.ship(seller, orderId, { lines }, key);
    expect(part.status).toBe(201);
    expect(part.body).toMatchObject({ status: 'PROCESSING', fulfilmentStatus: 'PARTIALLY_SHIPPED' });
    expect((await handling.ship(seller, orderId, { lines }, key)).text).toBe(part.text);
    expect((await handling.ship(seller, orderId, { lines: [{ ...lines[0], quantity: 2 }] })).problem).toMatchObject({
      left: 1,
    });

    const all = await handling.ship(seller, orderId, { trackingNumber: 'TRACK-2' });
    expect(all.body).toMatchObject({ status: 'SHIPPED', fulfilmentStatus: 'SHIPPED' });
    const told = await eventually(() =>
      shop.events(orderId).find(({ data }) => data['trackingNumber'] === 'TRACK-2' && data['newStatus'] === 'SHIPPED'),
    );
    expect(told.topic).toBe('orders.order-status-changed');

    const [first, second] = all.body.shipments;
    expect((await handling.deliver(seller, orderId, first?.shipmentId ?? '')).body).toMatchObject({
      status: 'SHIPPED',
      fulfilmentStatus: 'PARTIALLY_DELIVERED',
    });
    expect((await handling.deliver(seller, orderId, second?.shipmentId ?? '')).body.status).toBe('DELIVERED');
    expect((await handling.deliver(seller, orderId, newId())).status).toBe(404);
    expect((await shop.get(ada, orderId)).body.history.map(({ newStatus }) => newStatus)).toEqual([
      'PENDING_PAYMENT',
      'CONFIRMED',
      'PROCESSING',
      'SHIPPED',
      'DELIVERED',
    ]);
  });

  it('belongs to its buyer, the merchants in it and admins', async () => {
    const [one, other] = [newId<UserId>(), newId<UserId>()];
    const [chair, lamp] = [await shop.product(2, one), await shop.product(2, other)];
    const { ada, order } = await handling.confirmed([chair, lamp]);
    const { orderId } = order;
    expect((await shop.get(newId(), orderId)).status).toBe(404);
    expect((await shop.get(newId(), orderId, 'merchant')).status).toBe(404);
    expect((await shop.get(one, orderId)).status).toBe(404);
    expect((await shop.get(one, orderId, 'merchant')).status).toBe(200);
    expect((await shop.get(newId(), orderId, 'admin')).status).toBe(200);
    expect((await handling.process(newId(), orderId)).status).toBe(404);
    const asCustomer = await call(origin(), ordersApi.startProcessing, {
      identity: shop.as(ada),
      params: { orderId },
    });
    expect(asCustomer.status).toBe(403);
    await handling.process(one, orderId);
    const shipped = await handling.ship(one, orderId);
    expect(shipped.body.items.map(({ quantityShipped }) => quantityShipped)).toEqual([1]);
    const { items } = (await shop.get(ada, orderId)).body;
    expect(items.map(({ quantityShipped }) => quantityShipped)).toEqual([1, 0]);
    expect((await handling.ship(one, orderId)).problem?.code).toBe('illegal-transition');
    expect((await handling.ship(other, orderId)).body.status).toBe('SHIPPED');
  });

  it('changes only over the version the caller has seen, when they say which', async () => {
    const chair = await shop.product(1);
    const { order } = await handling.confirmed([chair]);
    const stale = await handling.process(chair.merchantId, order.orderId, '"1"');
    expect(stale.problem).toMatchObject({ status: 412, code: 'etag-mismatch', currentETag: `"${order.version}"` });
    const changed = await handling.process(chair.merchantId, order.orderId, `"${order.version}"`);
    expect(changed.headers['etag']).toBe(`"${order.version + 1}"`);
  });
});
