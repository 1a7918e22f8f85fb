import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { request } from 'undici';
import { createHotResponses, productOf, type HotResponses } from './hot-responses.ts';

const productId = newId<string>();
const path = `/products/${productId}`;

describe('createHotResponses', () => {
  let now: number;
  let hops: number;
  let answerOf: (res: ServerResponse) => string | Promise<string>;
  let isShopper: (req: IncomingMessage) => boolean;
  let hot: HotResponses;
  let server: Server;

  beforeEach(async () => {
    now = 1_000_000;
    hops = 0;
    isShopper = () => true;
    hot = createHotResponses(
      (req) => isShopper(req),
      () => now,
    );
    answerOf = (res) => {
      res.setHeader('content-type', 'application/json');
      res.setHeader('etag', '"1"');
      res.setHeader('ratelimit', 'of this request');
      return `{"hop":${hops}}`;
    };
    server = createServer(async (req, res) => {
      if (hot.serveAtOnce(req, res)) return;
      hops += 1;
      const keep = hot.isCandidate(req) ? hot.record(req, res) : undefined;
      const body = await answerOf(res);
      keep?.(Buffer.from(body));
      res.end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close());

  const get = async (headers: Record<string, string> = {}, url = path, method: 'GET' | 'HEAD' = 'GET') => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const response = await request(origin + url, { method, headers });
    return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
  };

  it('answers a second from memory, then asks anew', async () => {
    const first = await get();
    const second = await get();
    expect({ hops, text: second.text, etag: second.headers['etag'] }).toEqual({
      hops: 1,
      text: first.text,
      etag: '"1"',
    });
    expect(second.headers['ratelimit']).toBeUndefined();
    now += 1000;
    expect((await get()).text).toBe('{"hop":2}');
  });

  it('holds a large body coded as clients want it, under a weak tag, until the body changes', async () => {
    let text = 'x'.repeat(5000);
    answerOf = (res) => {
      res.setHeader('etag', '"1"');
      return text;
    };
    await get();
    for (const coding of ['br', 'gzip']) {
      const { headers } = await get({ 'accept-encoding': coding });
      expect(headers).toMatchObject({ 'content-encoding': coding, etag: 'W/"1"' });
      expect(Number(headers['content-length'])).toBeLessThan(100);
    }
    expect(await get()).toMatchObject({ text, headers: { etag: '"1"', 'content-length': '5000' } });
    text = 'y'.repeat(6000);
    hot.forget(productId);
    await get();
    const { headers } = await get({ 'accept-encoding': 'identity' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(hops).toBe(2);
  });

  it.each(['"1"', 'W/"1"', '"0", "1"', '*'])('answers 304 for If-None-Match %s', async (condition) => {
    await get();
    const answer = await get({ 'if-none-match': condition });
    expect(answer).toMatchObject({ status: 304, text: '', headers: { etag: '"1"' } });
    expect(answer.headers['content-length']).toBeUndefined();
    expect(hops).toBe(1);
  });

  it('answers the whole for a condition that does not hold', async () => {
    await get();
    expect(await get({ 'if-none-match': '"0"' })).toMatchObject({ status: 200, text: '{"hop":1}' });
  });

  it('forgets at once when the product changed', async () => {
    await get();
    hot.forget(productId);
    expect((await get()).text).toBe('{"hop":2}');
  });

  it('does not keep an answer that was asked for before the change', async () => {
    const finish = Promise.withResolvers<void>();
    answerOf = async (res) => {
      await finish.promise;
      res.setHeader('etag', '"1"');
      return 'before the change';
    };
    const slow = get();
    await eventually(() => hops === 1);
    hot.forget(productId);
    finish.resolve();
    await slow;
    await get();
    expect(hops).toBe(2);
  });

  it('lets one request ask anew while the others get the held answer, for a second at most', async () => {
    await get();
    now += 1000;
    const finish = Promise.withResolvers<void>();
    answerOf = async (res) => {
      await finish.promise;
      res.setHeader('etag', '"2"');
      return 'new';
    };
    const asking = get();
    await eventually(() => hops === 2);
    expect((await get()).text).toBe('{"hop":1}');
    expect(hops).toBe(2);
    now += 1000;
    const tooLate = get();
    await eventually(() => hops === 3);
    finish.resolve();
    expect([(await asking).text, (await tooLate).text]).toEqual(['new', 'new']);
  });

  it('asks anew for a browser that wants a page', async () => {
    await get();
    await get({ accept: 'text/html,*/*' });
    expect(hops).toBe(2);
  });

  it('asks anew for whoever may see more than everybody', async () => {
    isShopper = ({ headers }) => headers.authorization === undefined;
    await get();
    await get({ authorization: 'Bearer x' });
    expect(hops).toBe(2);
    await get();
    expect(hops).toBe(2);
  });

  it.each([
    ['no ETag', 200, []],
    ['a failure', 404, [['etag', '"1"']]],
  ] as const)('keeps nothing of %s', async (_, status, headers) => {
    answerOf = (res) => {
      res.statusCode = status;
      for (const [name, value] of headers) res.setHeader(name, value);
      return 'x';
    };
    await get();
    await get();
    expect(hops).toBe(2);
  });

  it('keeps nothing that is large', async () => {
    answerOf = (res) => {
      res.setHeader('etag', '"1"');
      return 'x'.repeat(70_000);
    };
    await get();
    expect((await get()).text).toHaveLength(70_000);
    expect(hops).toBe(2);
  });

  it.each([
    [`/products/${productId}`, productId],
    [`/products/${productId}/reviews/mine`, productId],
    [`/products/${productId}x`, undefined],
    ['/products/reviews', undefined],
    ['/products', undefined],
    [`/carts/${productId}`, undefined],
  ])('knows of which product %s is', (asked, expected) => {
    expect(productOf(asked)).toBe(expected);
  });

  it('keeps nothing of other paths or queries', async () => {
    for (const url of ['/products', `${path}?a=1`, `${path}/reviews`]) {
      await get({}, url);
      await get({}, url);
    }
    expect(hops).toBe(6);
  });
});
