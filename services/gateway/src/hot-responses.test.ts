import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import type { Dispatcher } from 'undici';
import { productOf } from './hot-responses.ts';
import { startHotServer, type HotServer } from './hot-server.fixture.ts';

const productId = newId<string>();
const path = `/products/${productId}`;

describe('createHotResponses', () => {
  let server: HotServer;
  beforeEach(async () => {
    server = await startHotServer();
  });
  afterEach(() => server.stop());

  const get = (headers: Record<string, string> = {}, url = path, method: Dispatcher.HttpMethod = 'GET') =>
    server.get(url, headers, method);

  it('answers a second from memory, then asks anew', async () => {
    const first = await get();
    const second = await get();
    expect({ hops: server.hops, text: second.text, etag: second.headers['etag'] }).toEqual({
      hops: 1,
      text: first.text,
      etag: '"1"',
    });
    expect(second.headers['ratelimit']).toBeUndefined();
    server.now += 1000;
    expect((await get()).text).toBe('{"hop":2}');
  });

  it('holds a large body coded as clients want it, under a weak tag, until the body changes', async () => {
    let text = 'x'.repeat(5000);
    server.answerOf = (res) => {
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
    server.hot.forget(productId);
    await get();
    const { headers } = await get({ 'accept-encoding': 'identity' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(server.hops).toBe(2);
  });

  it.each(['"1"', 'W/"1"', '"0", "1"', '*'])('answers 304 for If-None-Match %s', async (condition) => {
    await get();
    const answer = await get({ 'if-none-match': condition });
    expect(answer).toMatchObject({ status: 304, text: '', headers: { etag: '"1"' } });
    expect(answer.headers['content-length']).toBeUndefined();
    expect(server.hops).toBe(1);
  });

  it('answers the whole for a condition that does not hold', async () => {
    await get();
    expect(await get({ 'if-none-match': '"0"' })).toMatchObject({ status: 200, text: '{"hop":1}' });
  });

  it('forgets at once when the product changed', async () => {
    await get();
    server.hot.forget(productId);
    expect((await get()).text).toBe('{"hop":2}');
  });

  it('does not keep an answer that was asked for before the change', async () => {
    const finish = Promise.withResolvers<void>();
    server.answerOf = async (res) => {
      await finish.promise;
      res.setHeader('etag', '"1"');
      return 'before the change';
    };
    const slow = get();
    await eventually(() => server.hops === 1);
    server.hot.forget(productId);
    finish.resolve();
    await slow;
    await get();
    expect(server.hops).toBe(2);
  });

  it('lets one request ask anew while the others get the held answer, for a second at most', async () => {
    await get();
    server.now += 1000;
    const finish = Promise.withResolvers<void>();
    server.answerOf = async (res) => {
      await finish.promise;
      res.setHeader('etag', '"2"');
      return 'new';
    };
    const asking = get();
    await eventually(() => server.hops === 2);
    expect((await get()).text).toBe('{"hop":1}');
    expect(server.hops).toBe(2);
    server.now += 1000;
    const tooLate = get();
    await eventually(() => server.hops === 3);
    finish.resolve();
    expect([(await asking).text, (await tooLate).text]).toEqual(['new', 'new']);
  });

  it.each(['HEAD', 'PATCH', 'DELETE'])('answers no %s', async (method) => {
    await get();
    await get({}, path, method);
    expect(server.hops).toBe(2);
  });

  it('asks anew for a browser that wants a page', async () => {
    await get();
    await get({ accept: 'text/html,*/*' });
    expect(server.hops).toBe(2);
  });

  it('asks anew for whoever may see more than everybody', async () => {
    server.isShopper = ({ headers }) => headers.authorization === undefined;
    await get();
    await get({ authorization: 'Bearer x' });
    expect(server.hops).toBe(2);
    await get();
    expect(server.hops).toBe(2);
  });

  it.each<[string, (res: ServerResponse) => unknown]>([
    ['is private', (res) => res.setHeader('cache-control', 'private, no-cache')],
    ['is not to be stored', (res) => res.setHeader('cache-control', 'no-store')],
    ['is a failure', (res) => (res.statusCode = 404)],
  ])('keeps nothing that %s', async (_, make) => {
    server.answerOf = (res) => {
      make(res);
      return 'x';
    };
    await get();
    await get();
    expect(server.hops).toBe(2);
  });

  it('keeps nothing that is large', async () => {
    server.answerOf = (res) => {
      res.setHeader('etag', '"1"');
      return 'x'.repeat(70_000);
    };
    await get();
    expect((await get()).text).toHaveLength(70_000);
    expect(server.hops).toBe(2);
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
    for (const url of [`${path}?a=1`, `${path}/reviews`, '/products/categories']) {
      await get({}, url);
      await get({}, url);
    }
    expect(server.hops).toBe(6);
  });
});
