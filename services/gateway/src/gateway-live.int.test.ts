import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  liveEvents,
  OrderStatusChanged,
  PriceChanged,
  SessionRevoked,
  StockChanged,
  ProductChanged,
  ProductStatusChanged,
  type EventDefinition,
  type LiveEventName,
  type OrderId,
  type ProductId,
  type ProductStatus,
  type UserId,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { deliver, eventually, testClock } from '@arcade/testing';
import { Redis } from 'ioredis';
import { request } from 'undici';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  // A held answer stays fresh: how long that is has its own tests.
  gateway = await startGateway({}, { hotClock: testClock() });
});
afterAll(() => gateway.stop());
beforeEach(() => void (gateway.sidecar.seen.length = 0));

function tell(definition: EventDefinition, payload: Record<string, unknown>, version = 1) {
  const id = newId<string>();
  const meta = { eventId: id, aggregateId: id, aggregateVersion: version, occurredAt: new Date().toISOString() };
  const event = { specversion: '1.0', id, source: 'x', type: definition.type, data: { ...payload, ...meta } } as const;
  return deliver(gateway.app.origin, { topic: definition.topic, event });
}
const money = (amount: number) => ({ amount, currencyCode: 'EUR' });
const productOf = (productId: string, amount: number, status: ProductStatus) => ({
  productId,
  merchantId: newId<UserId>(),
  name: 'Chair',
  price: money(amount),
  status,
  categories: [],
  imageUrl: null,
});
const tellPrice = (productId: string, amount: number, status: ProductStatus = 'approved') =>
  tell(PriceChanged, { ...productOf(productId, amount, status), oldPrice: money(10) });
const tellStatus = (productId: string, oldStatus: ProductStatus, status: ProductStatus) =>
  tell(ProductStatusChanged, { ...productOf(productId, 10, status), oldStatus });
const tellStock = (productId: string, quantitySellable: number, known: { readonly listed?: boolean }) =>
  tell(StockChanged, { productId, quantityAvailable: 5, quantityReserved: 2, quantitySellable, ...known });
const tellOrder = (userId: string) =>
  tell(OrderStatusChanged, {
    orderId: newId<OrderId>(),
    number: 'A-1',
    userId,
    oldStatus: null,
    newStatus: 'PENDING_PAYMENT',
    paymentStatus: 'PENDING',
    fulfilmentStatus: 'UNFULFILLED',
  });

/** A page that listens; `text` grows. */
async function open(path = '/events', headers: Record<string, string> = {}, target = gateway) {
  const gone = new AbortController();
  const response = await request(target.app.origin + path, { headers, signal: gone.signal });
  const page = { status: response.statusCode, headers: response.headers, text: '', ended: false };
  response.body.setEncoding('utf8');
  response.body.on('data', (chunk: string) => void (page.text += chunk));
  response.body.on('end', () => void (page.ended = true)).on('error', () => void (page.ended = true));
  await eventually(() => page.text.includes('\nid: ') || page.text.includes('id: ') || page.ended);
  return Object.assign(page, { close: () => gone.abort() });
}
/** What the contract says of each thing that a page was sent; whatever else it was sent is left out. */
const dataOf = (text: string) =>
  [...text.matchAll(/^event: (\S+)\ndata: (.*)$/gm)].map(([, name, data = '']) => ({
    sent: JSON.parse(data) as unknown,
    meant: liveEvents[name as LiveEventName].parse(JSON.parse(data)) as unknown,
  }));
const idsOf = (text: string) => [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id ?? '');

describe('an open page', () => {
  it('answers HEAD with headers alone, and ends', async () => {
    const answer = await gateway.ask('/events', { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-type': 'text/event-stream' } });
  });

  it('is told of every product at once', async () => {
    const page = await open();
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/event-stream' } });
    const productId = newId<ProductId>();
    await tellPrice(productId, 1234);
    await eventually(() => page.text.includes('"amount":1234'));
    expect(page.text).toMatch(/id: \d+-\d+\nevent: product\ndata: \{"change":"price"/);
    await tellStock(productId, 3, { listed: true });
    await eventually(() => page.text.includes('"available":3'));
    page.close();
  });

  it('is told nothing of the stock of products that are not in the catalogue', async () => {
    const page = await open();
    const productId = newId<ProductId>();
    await tellStock(productId, 3, { listed: false });
    // As before there was such a thing: whoever does not say so does not mean everybody.
    await tellStock(productId, 4, {});
    await tellStock(newId<ProductId>(), 5, { listed: true });
    await eventually(() => page.text.includes('"available":5'));
    expect(page.text).not.toContain(productId);
    page.close();
  });

  it('is told of the products it shows only', async () => {
    const shown = newId<ProductId>();
    const page = await open(`/events?products=${shown}`);
    await tellPrice(newId<ProductId>(), 1);
    await tellPrice(shown, 2);
    await eventually(() => page.text.includes('"amount":2'));
    expect(page.text).not.toContain('"amount":1,');
    page.close();
  });

  it.each(['draft', 'pending', 'rejected', 'ended'] as const)(
    'is told nothing of a product that is %s, which nobody but its merchant may see',
    async (status) => {
      const page = await open();
      const hidden = newId<ProductId>();
      for (const tellIt of [
        () => tellPrice(hidden, 4321, status),
        () => tell(ProductChanged, productOf(hidden, 10, status)),
        () => tellStatus(hidden, 'draft', status),
      ]) {
        expect(await tellIt()).toMatchObject({ outcome: 'SUCCESS' });
      }
      await tellPrice(newId<ProductId>(), 1234);
      await eventually(() => page.text.includes('"amount":1234'));
      expect(page.text).not.toContain(hidden);
      page.close();
    },
  );

  it('is told that a product appears, and that it is gone', async () => {
    const page = await open();
    const productId = newId<ProductId>();
    await tellStatus(productId, 'pending', 'approved');
    await eventually(() => page.text.includes('"status":"approved"'));
    await tellStatus(productId, 'approved', 'ended');
    await eventually(() => page.text.includes('"status":"ended"'));
    page.close();
  });

  it('is told of its own user only', async () => {
    const [me, other] = [gateway.signIn(), gateway.signIn()];
    const mine = await open('/events', { cookie: `__Host-session=${me.token}` });
    const anonymous = await open();
    await tellOrder(other.userId);
    await tellOrder(me.userId);
    await eventually(() => mine.text.includes('event: user'));
    await tellPrice(newId<ProductId>(), 99);
    await eventually(() => anonymous.text.includes('"amount":99'));
    expect(mine.text.match(/event: user/g)).toHaveLength(1);
    expect(anonymous.text).not.toContain('event: user');
    mine.close();
    anonymous.close();
  });

  it('gets what the contract says, each under its name', async () => {
    const me = gateway.signIn();
    const page = await open('/events', { cookie: `__Host-session=${me.token}`, 'last-event-id': '1-1' });
    await tellStock(newId<ProductId>(), 5, { listed: true });
    await tellOrder(me.userId);
    await eventually(() => page.text.includes('event: user'));
    const data = dataOf(page.text);
    expect(data.map(({ sent }) => sent)).toEqual(data.map(({ meant }) => meant));
    const names = [...page.text.matchAll(/^event: (\S+)$/gm)].map(([, name]) => name ?? '');
    expect(new Set(names)).toEqual(new Set(Object.keys(liveEvents)));
    page.close();
  });

  it('ends with its session', async () => {
    const me = gateway.signIn();
    const page = await open('/events', { authorization: `Bearer ${me.token}` });
    await tell(SessionRevoked, {
      revocationSeq: 1,
      userId: me.userId,
      sessionHash: me.sessionHash,
      revokedAt: new Date().toISOString(),
    });
    await eventually(() => page.ended);
    await tellOrder(me.userId);
    expect(page.text).not.toContain('event: user');
  });

  it('that comes back gets what it missed, in order and once', async () => {
    const first = await open();
    const productId = newId<ProductId>();
    await tellPrice(productId, 1);
    await eventually(() => first.text.includes('"amount":1,'));
    first.close();
    for (const amount of [2, 3, 4]) await tellPrice(productId, amount);
    const again = await open('/events', { 'last-event-id': idsOf(first.text).at(-1) ?? '' });
    await tellPrice(productId, 5);
    await eventually(() => again.text.includes('"amount":5'));
    const amounts = [...again.text.matchAll(/"price":\{"amount":(\d+)/g)].map(([, amount]) => amount);
    expect(amounts).toEqual(['2', '3', '4', '5']);
    again.close();
  });

  it('that got nothing yet can say all the same where it was', async () => {
    const first = await open();
    first.close();
    const productId = newId<ProductId>();
    await tellPrice(productId, 77);
    const again = await open('/events', { 'last-event-id': idsOf(first.text)[0] ?? '' });
    await eventually(() => again.text.includes('"amount":77'));
    expect(again.text).not.toContain('resync');
    again.close();
  });

  it('is told to read anew when what it missed is no longer kept', async () => {
    const page = await open('/events', { 'last-event-id': '1-1' });
    await eventually(() => page.text.includes('event: resync'));
    page.close();
  });

  it('comes back by itself when nobody can say who it is', async () => {
    const { token } = gateway.signIn();
    gateway.sidecar.stateFails(true);
    const page = await open('/events', { cookie: `__Host-session=${token}` });
    gateway.sidecar.stateFails(false);
    await eventually(() => page.ended);
    expect(page).toMatchObject({ status: 200, text: 'retry: 2000\n\n' });
  });

  it('is one of at most fifty of its network; a page that goes makes room', async () => {
    const crowded = await startGateway({ TRUSTED_PROXIES: 1 });
    const from = (ip: string) => open('/events', { 'x-forwarded-for': ip }, crowded);
    try {
      const pages = await Promise.all(Array.from({ length: 50 }, (_, i) => from(`2001:db8::${i}`)));
      expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
      const refused = await from('2001:db8::ffff');
      expect(refused.status).toBe(503);
      expect(refused.text).toContain('"overloaded"');
      const elsewhere = await from('2001:db8:1::1');
      expect(elsewhere.status).toBe(200);
      const authorization = `Bearer ${crowded.signIn().token}`;
      const signedIn = await open('/events', { 'x-forwarded-for': '2001:db8::ffff', authorization }, crowded);
      expect(signedIn.status).toBe(200);
      pages[0]?.close();
      const next = await eventually(async () => {
        const page = await from('2001:db8::ffff');
        return page.status === 200 ? page : undefined;
      });
      for (const page of [...pages, elsewhere, signedIn, next]) page.close();
    } finally {
      await crowded.stop();
    }
  });

  it('ends when the gateway does, so that it reaches another', async () => {
    const stopping = await startGateway();
    const page = await open('/events', {}, stopping);
    await stopping.stop();
    await eventually(() => page.ended);
  });

  it('goes on after Redis forgot everything', async () => {
    const page = await open();
    const redis = new Redis(gateway.redis.url);
    await redis.flushdb();
    redis.disconnect();
    await tellPrice(newId<ProductId>(), 4242);
    await eventually(() => page.text.includes('"amount":4242'));
    page.close();
  });
});

describe('a hot product', () => {
  const hotProduct = (productId: string) => {
    let price = 1;
    gateway.sidecar.answer(() => ({ headers: { etag: `"${price}"` }, body: JSON.stringify({ price }) }));
    return {
      path: `/products/${productId}`,
      becomes: (to: number) => void (price = to),
      async change(to: number) {
        price = to;
        await tellPrice(productId, to);
      },
    };
  };

  it('costs one hop, and shows its new price as soon as the event is there', async () => {
    const product = hotProduct(newId<ProductId>());
    for (let i = 0; i < 20; i++) await gateway.ask(product.path);
    expect(gateway.sidecar.seen).toHaveLength(1);
    await product.change(2);
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 2 }, headers: { etag: '"2"' } });
  });

  it('is read anew by whoever has changed something of it, before the event is there', async () => {
    const product = hotProduct(newId<ProductId>());
    await gateway.ask(product.path);
    product.becomes(2);
    const review = {
      method: 'POST',
      body: JSON.stringify({ rating: 5, comments: '' }),
      headers: { 'content-type': 'application/json' },
    } as const;
    const { token } = gateway.signIn(['customer']);
    // What is refused here changes nothing, so that nobody drops held answers for nothing.
    expect((await gateway.ask(`${product.path}/reviews`, review)).status).toBe(401);
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 1 } });
    await gateway.ask(`${product.path}/reviews/mine`, { token });
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 1 } });
    await gateway.ask(`${product.path}/reviews`, { ...review, token });
    expect(await gateway.ask(product.path)).toMatchObject({ json: { price: 2 } });
  });

  it('is the same for shoppers who are signed in, and asked anew for merchants', async () => {
    const product = hotProduct(newId<ProductId>());
    await gateway.ask(product.path);
    const [shopper, merchant] = [gateway.signIn(['customer']), gateway.signIn(['customer', 'merchant'])];
    const answer = await gateway.ask(product.path, { token: shopper.token });
    expect(answer).toMatchObject({ status: 200, json: { price: 1 }, headers: { etag: '"1"' } });
    expect(answer.headers['ratelimit']).toBeDefined();
    expect(gateway.sidecar.seen).toHaveLength(1);
    await gateway.ask(product.path, { token: merchant.token });
    expect(gateway.sidecar.seen).toHaveLength(2);
    expect(gateway.sidecar.seen[1]?.headers['arcade-assertion']).toBeDefined();
  });

  it('keeps nothing of what a merchant saw', async () => {
    const product = hotProduct(newId<ProductId>());
    const merchant = gateway.signIn(['merchant']);
    await gateway.ask(product.path, { token: merchant.token });
    await gateway.ask(product.path);
    expect(gateway.sidecar.seen).toHaveLength(2);
  });

  it('carries the headers that protect and nothing of the first reader', async () => {
    const product = hotProduct(newId<ProductId>());
    const shopper = gateway.signIn(['customer']);
    await gateway.ask(product.path, { token: shopper.token });
    const { headers } = await gateway.ask(product.path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      vary: 'Accept, Accept-Encoding, Cookie, Authorization',
    });
    expect(headers['cache-control']).not.toContain('private');
    expect([headers['trace-id'], headers['set-cookie'], headers['ratelimit']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(gateway.sidecar.seen).toHaveLength(1);
  });
});
