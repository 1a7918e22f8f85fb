import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { liveEvents, SessionRevoked, ProductChanged, type LiveEventName, type ProductId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { Redis } from 'ioredis';
import { request } from 'undici';
import { newsFor, productOf } from './news.fixture.ts';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
let news: ReturnType<typeof newsFor>;
beforeAll(async () => {
  gateway = await startGateway();
  news = newsFor(gateway);
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.begin());

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
    await news.tellPrice(productId, 1234);
    await eventually(() => page.text.includes('"amount":1234'));
    expect(page.text).toMatch(/id: \d+-\d+\nevent: product\ndata: \{"change":"price"/);
    await news.tellStock(productId, 3, { listed: true });
    await eventually(() => page.text.includes('"available":3'));
    page.close();
  });

  it('is told nothing of the stock of products that are not in the catalogue', async () => {
    const page = await open();
    const productId = newId<ProductId>();
    await news.tellStock(productId, 3, { listed: false });
    // As before there was such a thing: whoever does not say so does not mean everybody.
    await news.tellStock(productId, 4, {});
    await news.tellStock(newId<ProductId>(), 5, { listed: true });
    await eventually(() => page.text.includes('"available":5'));
    expect(page.text).not.toContain(productId);
    page.close();
  });

  it('is told of the products it shows only', async () => {
    const shown = newId<ProductId>();
    const page = await open(`/events?products=${shown}`);
    await news.tellPrice(newId<ProductId>(), 1);
    await news.tellPrice(shown, 2);
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
        () => news.tellPrice(hidden, 4321, status),
        () => news.tell(ProductChanged, productOf(hidden, 10, status)),
        () => news.tellStatus(hidden, 'draft', status),
      ]) {
        expect(await tellIt()).toMatchObject({ outcome: 'SUCCESS' });
      }
      await news.tellPrice(newId<ProductId>(), 1234);
      await eventually(() => page.text.includes('"amount":1234'));
      expect(page.text).not.toContain(hidden);
      page.close();
    },
  );

  it('is told that a product appears, and that it is gone', async () => {
    const page = await open();
    const productId = newId<ProductId>();
    await news.tellStatus(productId, 'pending', 'approved');
    await eventually(() => page.text.includes('"status":"approved"'));
    await news.tellStatus(productId, 'approved', 'ended');
    await eventually(() => page.text.includes('"status":"ended"'));
    page.close();
  });

  it('is told of its own user only', async () => {
    const [me, other] = [gateway.signIn(), gateway.signIn()];
    const mine = await open('/events', { cookie: `__Host-session=${me.token}` });
    const anonymous = await open();
    await news.tellOrder(other.userId);
    await news.tellOrder(me.userId);
    await eventually(() => mine.text.includes('event: user'));
    await news.tellPrice(newId<ProductId>(), 99);
    await eventually(() => anonymous.text.includes('"amount":99'));
    expect(mine.text.match(/event: user/g)).toHaveLength(1);
    expect(anonymous.text).not.toContain('event: user');
    mine.close();
    anonymous.close();
  });

  it('gets what the contract says, each under its name', async () => {
    const me = gateway.signIn();
    const page = await open('/events', { cookie: `__Host-session=${me.token}`, 'last-event-id': '1-1' });
    await news.tellStock(newId<ProductId>(), 5, { listed: true });
    await news.tellOrder(me.userId);
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
    await news.tell(SessionRevoked, {
      revocationSeq: 1,
      userId: me.userId,
      sessionHash: me.sessionHash,
      revokedAt: new Date().toISOString(),
    });
    await eventually(() => page.ended);
    await news.tellOrder(me.userId);
    expect(page.text).not.toContain('event: user');
  });

  it('that comes back gets what it missed, in order and once', async () => {
    const first = await open();
    const productId = newId<ProductId>();
    await news.tellPrice(productId, 1);
    await eventually(() => first.text.includes('"amount":1,'));
    first.close();
    for (const amount of [2, 3, 4]) await news.tellPrice(productId, amount);
    const again = await open('/events', { 'last-event-id': idsOf(first.text).at(-1) ?? '' });
    await news.tellPrice(productId, 5);
    await eventually(() => again.text.includes('"amount":5'));
    const amounts = [...again.text.matchAll(/"price":\{"amount":(\d+)/g)].map(([, amount]) => amount);
    expect(amounts).toEqual(['2', '3', '4', '5']);
    again.close();
  });

  it('that got nothing yet can say all the same where it was', async () => {
    const first = await open();
    first.close();
    const productId = newId<ProductId>();
    await news.tellPrice(productId, 77);
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
    await news.tellPrice(newId<ProductId>(), 4242);
    await eventually(() => page.text.includes('"amount":4242'));
    page.close();
  });
});
