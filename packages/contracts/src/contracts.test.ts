import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { api } from './api/api.ts';
import { allEndpoints, allEvents, contracts } from './contracts.ts';
import { endpointPath, type Endpoint } from './endpoint.ts';
import { readersOf } from './events/subscribers.ts';
import { createOpenApi } from './openapi.ts';
import { answersPages, pageOf } from './paging.ts';
import { problemCodesOf } from './endpoint-problems.ts';
import { serviceNames } from './services.ts';
import { problems, statusOfKind, type ProblemCode } from './problem.ts';

const named = allEndpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);

const isLog = (path: string) => path === '/internal/events';

describe('every operation', () => {
  it('has its own method and path, and its own name', () => {
    const places = allEndpoints.map(({ service, method, path }) =>
      isLog(path) ? `${service} ${method} ${path}` : `${method} ${path}`,
    );
    expect(new Set(places).size).toBe(places.length);
    const names = allEndpoints.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(named)('%s declares exactly the parameters of its path', (_, { path, params }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    expect(Object.keys(params?.shape ?? {}).toSorted()).toEqual(inPath.toSorted());
  });

  it('leaves an entry in the audit trail when it changes something as an administrator', () => {
    const changes = allEndpoints.filter(({ access, method }) => access === 'admin' && method !== 'GET');
    expect(changes.filter(({ audit }) => audit === undefined).map(({ operationId }) => operationId)).toEqual([]);
    expect(changes.length).toBeGreaterThan(10);
  });

  it.each(named)('%s is internal exactly when only services may call it', (_, { path, access, callers }) => {
    expect(path.startsWith('/internal/')).toBe(access === 'service');
    expect(callers === undefined).toBe(access !== 'service');
  });

  it.each(named)('%s refuses fields that it does not know', (_, { query, body }) => {
    if (query !== undefined) expect(query.safeParse({ nonsense: '1' }).success).toBe(false);
    if (!(body instanceof z.ZodObject)) return;
    const issues = body.safeParse({ nonsense: 1 }).error?.issues ?? [];
    expect(issues.map(({ code }) => code)).toContain('unrecognized_keys');
  });

  it.each(named)('%s answers a success', (_, { responses }) => {
    const statuses = Object.keys(responses).map(Number);
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses.every((status) => status >= 200 && status < 300)).toBe(true);
  });

  it('knows no code of a problem that no operation answers', () => {
    const answered = new Set(allEndpoints.flatMap((endpoint) => [...problemCodesOf(endpoint)]));
    const rest = Object.keys(problems).filter((code) => !answered.has(code as ProblemCode));
    // No operation: another method, part of a page's file, a fault of ours.
    expect(new Set(rest)).toEqual(new Set(['method-not-allowed', 'range-not-satisfiable', 'internal-error']));
  });

  it.each(named)('%s names no problem that follows from the rest of it', (_, { problems: own = [], ...rest }) => {
    const derived = problemCodesOf(rest);
    expect(own.filter((code) => derived.has(code))).toEqual([]);
    expect(new Set(own).size).toBe(own.length);
  });

  it.each(named)('%s takes a cursor exactly when it answers pages', (_, operation) => {
    expect('cursor' in (operation.query?.shape ?? {})).toBe(answersPages(operation));
  });

  it.each(named.filter(([, { method }]) => method === 'GET'))('%s carries no body', (_, { body, idempotencyKey }) => {
    expect(body).toBeUndefined();
    expect(idempotencyKey).toBeUndefined();
  });
});

describe('operations that create orders, payments, refunds or reservations', () => {
  it.each(['placeOrder', 'initiatePayment', 'requestRefund', 'reserveInventory'])('%s needs a key', (name) => {
    expect(allEndpoints.find(({ operationId }) => operationId === name)?.idempotencyKey).toBe('required');
  });
});

describe('dead letters', () => {
  it('are offered by every service that reads the events of others, and by no other', () => {
    const readers = new Set(allEndpoints.flatMap(({ path, callers = [] }) => (isLog(path) ? callers : [])));
    // The gateway keeps no inbox: what it misses, the next read of a page shows.
    readers.delete('gateway');
    const offering = (start: string) =>
      allEndpoints.filter(({ operationId }) => operationId.startsWith(start) && operationId.includes('DeadLetter'));
    for (const operations of [offering('list'), offering('replay')]) {
      expect(operations.map(({ service }) => service).toSorted()).toEqual([...readers].toSorted());
      for (const { access, service, path } of operations) {
        expect([access, path]).toEqual(['admin', expect.stringContaining(`/admin/dead-letters/${service}`)]);
      }
    }
  });
});

describe('every service', () => {
  it.each(Object.entries(contracts))('%s offers operations and publishes events of its own', (service, offered) => {
    expect(new Set(Object.values(offered.api).map((operation) => operation.service))).toEqual(
      new Set(Object.keys(offered.api).length > 0 ? [service] : []),
    );
    expect(Object.values(offered.events).filter(({ producer }) => producer !== service)).toEqual([]);
  });

  it('gets the operations of the event path that it has a part in, beside its own', () => {
    expect(Object.keys(api('gateway', {}))).toEqual([]);
    expect(Object.keys(api('payments', {}))).toEqual(['readPaymentEvents']);
    expect(Object.keys(api('inventory', {}))).toEqual([
      'readInventoryEvents',
      'listInventoryDeadLetters',
      'replayInventoryDeadLetter',
    ]);
  });

  it('lets its log be read exactly when somebody consumes it', () => {
    const logs = allEndpoints.filter(({ path }) => isLog(path));
    expect(logs.map(({ service }) => service).toSorted()).toEqual(
      serviceNames.filter((service) => readersOf(service).length > 0).toSorted(),
    );
    expect(logs.map(({ operationId }) => operationId)).toContain('readInventoryEvents');
    expect(logs.map(({ operationId }) => operationId)).toContain('readOrderEvents');
  });
});

describe('every event', () => {
  it.each(allEvents.map((event) => [event.topic, event] as const))('%s is named by the rules', (topic, event) => {
    expect(event.type).toMatch(/^shop\.arcade\.[a-z-]+\.[a-z-]+\.v\d+$/);
    expect(topic).toMatch(new RegExp(`^${event.producer}\\.[a-z-]+-[a-z]+$`));
  });

  it('has its own type and topic', () => {
    expect(new Set(allEvents.map(({ type }) => type)).size).toBe(allEvents.length);
    expect(new Set(allEvents.map(({ topic }) => topic)).size).toBe(allEvents.length);
  });
});

describe('problems', () => {
  it.each(Object.entries(problems))('%s has a title and a kind that maps to a status', (code, { kind, title }) => {
    expect(code).toMatch(/^[a-z-]+$/);
    expect(title).not.toMatch(/\.$/);
    expect(statusOfKind[kind]).toBeGreaterThanOrEqual(400);
  });
});

describe('answersPages', () => {
  it('knows the lists by their answers', () => {
    expect(answersPages({ responses: { 200: pageOf(z.string()) } })).toBe(true);
    expect(answersPages({ responses: { 200: z.object({ items: z.array(z.string()) }) } })).toBe(false);
    expect(answersPages({ responses: { 204: null } })).toBe(false);
  });
});

describe('endpointPath', () => {
  const spec = { path: '/orders/{orderId}/items/{itemId}' } as const satisfies Pick<Endpoint, 'path'>;

  it('fills parameters, encoded', () => {
    expect(endpointPath(spec, { params: { orderId: 'a/b', itemId: 'ü' } })).toBe('/orders/a%2Fb/items/%C3%BC');
  });

  it('leaves out what is not given and repeats lists', () => {
    expect(endpointPath({ path: '/x' }, { query: { a: undefined, b: ['1', '2'], c: 0 } })).toBe('/x?b=1&b=2&c=0');
  });
});

describe('createOpenApi', () => {
  it('describes every operation that clients may call, and none that they may not', () => {
    const document = createOpenApi('https://shop.example');
    const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const callable = named.filter(([, { access }]) => access !== 'service').map(([place]) => place);
    expect(described.toSorted()).toEqual(callable.toSorted());
  });

  const operations = Object.values(createOpenApi('https://shop.example').paths ?? {}).flatMap(
    (item) => Object.values(item ?? {}) as Operation[],
  );
  const responsesOf = (operationId: string) =>
    operations.find((operation) => operation.operationId === operationId)?.responses ?? {};
  const statusesOf = (operationId: string) => Object.keys(responsesOf(operationId)).join(' ');

  it('says with each operation which statuses it can answer', () => {
    expect(statusesOf('changeProduct')).toBe('200 400 401 403 404 405 408 409 412 413 414 415 428 429 431 503');
    expect(statusesOf('placeOrder')).toBe('201 400 401 403 404 405 408 409 413 414 415 422 429 431 503');
    expect(statusesOf('logout')).toBe('204 400 401 403 405 414 429 431 503');
    expect(statusesOf('getProduct')).toBe('200 304 400 401 404 405 414 429 431 503');
  });

  it('names the problems of the domain with their status', () => {
    expect(responsesOf('addCartItem')['409']?.description).toBe(
      '`idempotency-in-flight`, `product-not-available`, `insufficient-stock`, `currency-mismatch`, `cart-full`, `cart-locked`',
    );
    expect(responsesOf('login')['429']?.description).toBe('`rate-limited`, `login-throttled`');
  });

  it('documents what comes in headers', () => {
    const headersOf = (operationId: string, status: string) =>
      Object.keys(responsesOf(operationId)[status]?.headers ?? {});
    expect(headersOf('createProduct', '201')).toEqual(expect.arrayContaining(['ETag', 'Location', 'RateLimit']));
    expect(headersOf('login', '200')).toContain('Set-Cookie');
    expect(headersOf('login', '401')).toContain('WWW-Authenticate');
    expect(headersOf('login', '429')).toEqual(expect.arrayContaining(['Retry-After', 'RateLimit', 'RateLimit-Policy']));
    expect(headersOf('login', '405')).toEqual(['Allow']);
    expect(headersOf('getProduct', '200')).toContain('ETag');
    expect(headersOf('listProducts', '200')).not.toContain('ETag');
  });

  it('says which headers have to be there, and what they look like', () => {
    const headersOf = (path: string, method: 'put' | 'post') =>
      (createOpenApi('http://shop').paths?.[path]?.[method]?.parameters ?? []).flatMap((parameter) =>
        'in' in parameter && parameter.in === 'header' ? [parameter] : [],
      );
    expect(headersOf('/cart/merge', 'post')).toMatchObject([{ name: 'cart-token', required: true }]);
    expect(headersOf('/cart/items', 'post')).toEqual([
      expect.objectContaining({
        name: 'Idempotency-Key',
        schema: expect.objectContaining({ pattern: expect.any(String) }),
      }),
      expect.not.objectContaining({ required: true }),
    ]);
    expect(headersOf('/users/preferences', 'put')).toMatchObject([
      { name: 'If-Match', schema: { pattern: expect.any(String) } },
    ]);
  });

  it('wants a body where something has to be in it', () => {
    const { paths } = createOpenApi('http://shop');
    expect(paths?.['/orders']?.post?.requestBody).toMatchObject({ required: true });
    expect(paths?.['/users/profile']?.patch?.requestBody).toMatchObject({ required: false });
    expect(paths?.['/products/{productId}/images']?.post?.requestBody).toMatchObject({ required: true });
  });

  it('documents the link to the next page with every list, and nowhere else', () => {
    const linking = operations
      .filter(({ responses }) => Object.values(responses).some(({ headers }) => headers?.['Link'] !== undefined))
      .map(({ operationId }) => operationId);
    const lists = allEndpoints.filter((each) => each.access !== 'service' && answersPages(each));
    expect(linking.toSorted()).toEqual(lists.map(({ operationId }) => operationId).toSorted());
    expect(linking).toContain('listOrders');
  });
});

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { readonly description: string; readonly headers?: Record<string, unknown> }>;
}
