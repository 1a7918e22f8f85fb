import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ordersApi, productsApi, type ProductId } from '@arcade/contracts';
import { createClient } from './client.ts';

const productId = '01890000-0000-7000-8000-000000000001' as ProductId;

describe('createClient', () => {
  let answer: { status: number; headers: Record<string, string>; body: string };
  let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
    seen = {
      method: req.method ?? '',
      url: req.url ?? '',
      headers: req.headers,
      body: Buffer.concat(chunks).toString(),
    };
    res.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const client = () =>
    createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: () => 'secret' });

  beforeEach(async () => {
    answer = { status: 200, headers: { etag: '"3"' }, body: '{"name":"Chair"}' };
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close());

  it('fills the path and the query, signs in and gives the body with its ETag', async () => {
    const { body, etag, replayed } = await client().call(productsApi.getProduct, { params: { productId } });
    expect(seen).toMatchObject({ method: 'GET', url: `/products/${productId}`, body: '' });
    expect(seen.headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(body).toEqual({ name: 'Chair' });
    expect({ etag, replayed }).toEqual({ etag: '"3"', replayed: false });
  });

  it('sends body, idempotency key and condition', async () => {
    answer = { status: 200, headers: { 'idempotency-replayed': 'true' }, body: '{}' };
    const body = { reason: 'too late' };
    const { replayed } = await client().call(
      ordersApi.cancelOrder,
      { params: { orderId: productId }, body },
      { idempotencyKey: 'key-1234', ifMatch: '"7"' },
    );
    expect(JSON.parse(seen.body)).toEqual(body);
    expect(seen.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'key-1234',
      'if-match': '"7"',
    });
    expect(replayed).toBe(true);
  });

  it('throws the problem of a failure with its own members and when to come back', async () => {
    const problem = { type: 'x', title: 'Not enough', status: 409, code: 'insufficient-stock', available: 2 };
    answer = {
      status: 409,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '3' },
      body: JSON.stringify(problem),
    };
    await expect(client().call(productsApi.listProducts)).rejects.toMatchObject({
      name: 'ProblemError',
      status: 409,
      code: 'insufficient-stock',
      retryAfter: 3,
      problem,
    });
  });

  it('makes a problem of an answer that is none', async () => {
    answer = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' };
    await expect(client().call(productsApi.listProducts)).rejects.toMatchObject({ status: 502, code: 'http-error' });
  });
});
