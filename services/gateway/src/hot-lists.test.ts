import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { startHotServer, type HotServer } from './hot-server.fixture.ts';

const path = `/products/${newId<string>()}`;

describe('lists that are hot', () => {
  let server: HotServer;
  const list = '/products?category=garden-chairs&currencyCode=EUR&sort=-createdAt&limit=24';
  beforeEach(async () => {
    server = await startHotServer();
    server.answerOf = () => `{"items":[${server.hops}]}`.padEnd(2000);
  });
  afterEach(() => server.stop());

  it.each(['/products', list])('holds %s, coded and whole, without a tag', async (url) => {
    for (let i = 0; i < 2; i++) await server.get(url);
    const { status, bytes, headers } = await server.get(url, { 'accept-encoding': 'gzip', 'if-none-match': '*' });
    expect({
      hops: server.hops,
      status,
      coding: headers['content-encoding'],
      length: headers['content-length'],
    }).toEqual({
      hops: 1,
      status: 200,
      coding: 'gzip',
      length: String(bytes.length),
    });
    expect(headers['etag']).toBeUndefined();
  });

  it.each([
    '/products?cursor=abc',
    '/products?mine=true',
    '/products?status=draft',
    '/products?revision=submitted',
    '/products?category=chairs&mine=true',
    `/products?category=${'c'.repeat(61)}`,
  ])('keeps nothing of %s', async (url) => {
    for (let i = 0; i < 2; i++) await server.get(url);
    expect(server.hops).toBe(2);
  });

  it('forgets all of them when any product changed, and other products not', async () => {
    for (const url of ['/products', list, path]) await server.get(url);
    server.hot.forget(newId<string>());
    for (const url of ['/products', list, path]) await server.get(url);
    expect(server.hops).toBe(5);
  });

  it('does not keep one that was asked for before a change', async () => {
    const finish = Promise.withResolvers<void>();
    server.answerOf = async () => {
      await finish.promise;
      return 'before the change';
    };
    const slow = server.get(list);
    await eventually(() => server.hops === 1);
    server.hot.forget(newId<string>());
    finish.resolve();
    await slow;
    await server.get(list);
    expect(server.hops).toBe(2);
  });
});
