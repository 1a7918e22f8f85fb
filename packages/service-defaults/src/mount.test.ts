import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  nameOperations,
  assertionHeader,
  DomainError,
  endpoint,
  pageOf,
  PageQuery,
  UserId,
  type Identity,
  type Problem,
} from '@arcade/contracts';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import * as z from 'zod';
import { createAssertionSigner, createAssertionVerifier } from './assertion.ts';
import { systemClock } from './clock.ts';
import { createHttpApp } from './http-app.ts';
import { mount } from './mount.ts';

const thingsApi = nameOperations('orders', {
  readThing: endpoint({
    method: 'GET',
    path: '/things/{id}',
    summary: '',
    access: 'public',
    params: z.strictObject({ id: z.string().max(8) }),
    responses: { 200: z.object({ id: z.string() }) },
    headers: ['etag'],
  }),
  listThings: endpoint({
    method: 'GET',
    path: '/things/all',
    summary: '',
    access: 'public',
    query: z.strictObject({ limit: z.coerce.number().int().max(10).default(5) }),
    responses: { 200: z.object({ limit: z.number() }) },
  }),
  pageThings: endpoint({
    method: 'GET',
    path: '/things/{id}/parts',
    summary: '',
    access: 'public',
    params: z.strictObject({ id: z.string() }),
    query: PageQuery.extend({ kind: z.string().optional() }),
    responses: { 200: pageOf(z.number()) },
  }),
  makeThing: endpoint({
    method: 'POST',
    path: '/things',
    summary: '',
    access: 'merchant',
    idempotencyKey: 'required',
    body: z.strictObject({ name: z.string(), nested: z.looseObject({}).optional() }),
    responses: { 201: z.object({ name: z.string(), by: z.string() }) },
  }),
  changeThing: endpoint({
    method: 'PUT',
    path: '/things/{id}',
    summary: '',
    access: 'public',
    ifMatch: true,
    params: z.strictObject({ id: z.string() }),
    body: z.strictObject({}),
    responses: { 200: z.object({}) },
  }),
  failThing: endpoint({
    method: 'POST',
    path: '/things/{id}/fail',
    summary: '',
    access: 'public',
    params: z.strictObject({ id: z.enum(['domain', 'bug', 'undeclared']) }),
    responses: { 204: null },
    problems: ['insufficient-stock'],
  }),
  breakContract: endpoint({
    method: 'GET',
    path: '/breaches/{id}',
    summary: '',
    access: 'public',
    params: z.strictObject({ id: z.enum(['status', 'header', 'shape', 'body', 'nothing']) }),
    responses: { 200: z.object({ id: z.string() }), 204: null },
  }),
  tellService: endpoint({
    method: 'GET',
    path: '/internal/things',
    summary: '',
    access: 'service',
    callers: ['carts'],
    responses: { 200: z.object({ caller: z.string() }) },
  }),
});

const breaches = {
  status: { status: 201, body: { id: '1' } },
  header: { body: { id: '1' }, headers: { location: '/things/1' } },
  shape: { body: { id: 1 as unknown as string } },
  body: { status: 204, body: { id: '1' } },
  nothing: { status: 204 },
} as const;

const identity = (roles: Identity['roles']): Identity => ({
  userId: UserId.parse('01890000-0000-7000-8000-000000000001'),
  roles,
  sessionHash: 'hash',
});

describe('mount', () => {
  let origin = '';
  let sign: (identity: Identity, now: Date) => Promise<string>;
  const server = createServer();

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    sign = await createAssertionSigner(JSON.stringify(await exportJWK(privateKey)));
    const verifyAssertion = await createAssertionVerifier(JSON.stringify(await exportJWK(publicKey)));
    const router = mount(
      thingsApi,
      {
        readThing: async ({ params }) => ({ body: { id: params.id }, etag: '"1"' }),
        listThings: async ({ query }) => ({ body: { limit: query.limit } }),
        pageThings: async ({ query }) => ({
          body: query.cursor === 'last' ? { items: [3] } : { items: [1, 2], nextCursor: 'last' },
        }),
        makeThing: async ({ body, identity: by }) => ({ body: { name: body.name, by: by.userId } }),
        changeThing: async () => ({ body: {} }),
        failThing: async ({ params }) => {
          if (params.id === 'bug') throw new Error('secret detail of a bug');
          if (params.id === 'undeclared') throw new DomainError('cart-locked');
          throw new DomainError('insufficient-stock', 'Only 2 left', { available: 2 });
        },
        breakContract: async ({ params: { id } }) => breaches[id],
        tellService: async ({ caller }) => ({ body: { caller: caller ?? '' } }),
      },
      { verifyAssertion, clock: systemClock },
    );
    const logger = pino({ level: 'silent' });
    server.on('request', createHttpApp({ logger, appApiToken: 'app-token', routers: [router] }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const send = async (method: string, path: string, init: RequestInit = {}) => {
    const headers = { 'dapr-api-token': 'app-token', ...(init.headers as Record<string, string>) };
    const response = await fetch(origin + path, { ...init, method, headers });
    const text = await response.text();
    return { response, status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Problem };
  };
  const as = async (roles: Identity['roles']) => ({ [assertionHeader]: await sign(identity(roles), new Date()) });
  const json = (body: unknown, headers: Record<string, string> = {}) => ({
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

  it('answers only whoever shows the app token', async () => {
    const { status, body } = await send('GET', '/things/1', { headers: { 'dapr-api-token': 'guess' } });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthenticated' });
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  it('prefers fixed paths to parameters, and applies defaults', async () => {
    expect((await send('GET', '/things/all')).body).toEqual({ limit: 5 });
  });

  it('answers 304 when the reader has this version', async () => {
    expect((await send('GET', '/things/1')).response.headers.get('etag')).toBe('"1"');
    const { status } = await send('GET', '/things/1', { headers: { 'if-none-match': '"0", W/"1"' } });
    expect(status).toBe(304);
  });

  it('leads from page to page of a list by a link, until there is no more', async () => {
    const first = await send('GET', '/things/a%20b/parts?limit=2&kind=x');
    const link = first.response.headers.get('link');
    expect(link).toBe('</things/a%20b/parts?limit=2&kind=x&cursor=last>; rel="next"');
    const last = await send('GET', /<(.+)>/.exec(link ?? '')?.[1] ?? '');
    expect(last.body).toEqual({ items: [3] });
    expect(last.response.headers.has('link')).toBe(false);
    expect((await send('GET', '/things/1')).response.headers.has('link')).toBe(false);
  });

  it('says with pointers what is wrong with parameters, query and body', async () => {
    expect((await send('GET', '/things/far-too-long')).body.errors).toMatchObject([{ pointer: '/params/id' }]);
    expect((await send('GET', '/things/all?limit=11')).body).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ pointer: '/query/limit' }],
    });
    expect((await send('GET', '/things/all?page=2')).body).toMatchObject({
      code: 'unknown-field',
      errors: [{ pointer: '/query/page' }],
    });
    const headers = { 'idempotency-key': 'key-12345', ...(await as(['merchant'])) };
    expect((await send('POST', '/things', json({ name: 1 }, headers))).body).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/name' }],
    });
  });

  it('names at most twenty unknown fields, each by itself', async () => {
    const headers = { 'idempotency-key': 'key-12345', ...(await as(['merchant'])) };
    const fields = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`a/${i}`, i]));
    const { body } = await send('POST', '/things', json(fields, headers));
    expect(body).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(body.errors).toHaveLength(20);
    expect(body.errors?.at(-1)).toEqual({
      pointer: '/a~118',
      detail: 'Unknown key "a/18"',
      code: 'unrecognized_keys',
    });
  });

  it.each([
    [
      'more keys than anything has',
      JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [i, i]))),
      400,
      'invalid-request',
    ],
    ['no JSON', '{"name":', 400, 'malformed-json'],
    ['a prototype key', '{"name":"x","nested":{"__proto__":{}}}', 400, 'invalid-request'],
    ['too much nesting', `{"name":"x","nested":${'{"a":'.repeat(30)}1${'}'.repeat(30)}}`, 400, 'invalid-request'],
    ['a huge body', JSON.stringify({ name: 'x'.repeat(300_000) }), 413, 'body-too-large'],
  ])('refuses %s', async (_, text, status, code) => {
    const headers = { 'idempotency-key': 'key-12345', ...(await as(['merchant'])) };
    const answer = await send('POST', '/things', json(text, headers));
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  });

  it.each([
    ['another media type', { 'content-type': 'text/plain' }],
    ['a compressed body, however small', { 'content-encoding': 'gzip' }],
  ])('refuses %s', async (_, header) => {
    const headers = { 'idempotency-key': 'key-12345', ...header, ...(await as(['merchant'])) };
    expect((await send('POST', '/things', json('name=x', headers))).status).toBe(415);
  });

  it('knows who is asking by a signed assertion only', async () => {
    const key = { 'idempotency-key': 'key-12345' };
    const body = { name: 'x' };
    expect((await send('POST', '/things', json(body, key))).status).toBe(401);
    expect((await send('POST', '/things', json(body, { ...key, ...(await as(['customer'])) }))).status).toBe(403);
    expect((await send('POST', '/things', json(body, { ...key, ...(await as(['merchant'])) }))).status).toBe(201);
    expect((await send('POST', '/things', json(body, { ...key, ...(await as(['admin'])) }))).status).toBe(201);
    const old = { [assertionHeader]: await sign(identity(['admin']), new Date(Date.now() - 120_000)) };
    expect((await send('POST', '/things', json(body, { ...key, ...old }))).status).toBe(401);
    expect((await send('POST', '/things', json(body, { ...key, [assertionHeader]: 'forged' }))).status).toBe(401);
  });

  it('needs the key and the condition that the operation asks for', async () => {
    const merchant = await as(['merchant']);
    expect((await send('POST', '/things', json({ name: 'x' }, merchant))).body.code).toBe('idempotency-key-required');
    const bad = { ...merchant, 'idempotency-key': 'a b' };
    expect((await send('POST', '/things', json({ name: 'x' }, bad))).status).toBe(400);
    expect((await send('PUT', '/things/1', json({}))).status).toBe(428);
  });

  it('lets in only named services, and nobody who claims to be one beside what the sidecars say', async () => {
    const ask = (ids: string) => send('GET', '/internal/things', { headers: { 'dapr-caller-app-id': ids } });
    expect((await ask('carts')).body).toEqual({ caller: 'carts' });
    expect((await ask('orders')).status).toBe(403);
    expect((await ask('orders, carts')).status).toBe(403);
    expect((await ask('carts, orders')).status).toBe(403);
    expect((await send('GET', '/internal/things')).status).toBe(403);
  });

  it('turns domain errors into problems with their fields, and hides bugs', async () => {
    const known = await send('POST', '/things/domain/fail');
    expect(known.response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(known.body).toMatchObject({
      status: 409,
      code: 'insufficient-stock',
      detail: 'Only 2 left',
      available: 2,
      instance: '/things/domain/fail',
    });
    const bug = await send('POST', '/things/bug/fail');
    expect(bug.status).toBe(500);
    expect(JSON.stringify(bug.body)).not.toContain('secret');
  });

  it('lets no answer pass a test that the contract does not declare', async () => {
    const undeclared = await send('POST', '/things/undeclared/fail');
    expect(undeclared.body).toMatchObject({ status: 500, detail: expect.stringContaining('cart-locked') });
    for (const breach of ['status', 'header', 'shape', 'body']) {
      expect((await send('GET', `/breaches/${breach}`)).status).toBe(500);
    }
    expect((await send('GET', '/breaches/nothing')).status).toBe(204);
  });

  it('answers unknown paths with a problem', async () => {
    expect((await send('GET', '/nothing')).body).toMatchObject({ status: 404, code: 'not-found' });
  });
});
