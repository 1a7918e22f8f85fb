import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { allEndpoints } from './api/endpoints.ts';
import { problemCodesOf } from './endpoint-problems.ts';
import type { Endpoint } from './endpoint.ts';
import { cartTokenHeader } from './cart-token.ts';
import { answersPages } from './paging.ts';
import { Problem, problems, statusOfKind, type ProblemCode } from './problem.ts';
import type { ServiceName } from './services.ts';

const linkHeader = {
  Link: {
    description: 'The next page (RFC 8288), `rel="next"`, relative to this address; absent on the last page',
    schema: { type: 'string' },
    example: '</orders?limit=20&cursor=MjAyNi0wMS0wMVQ>; rel="next"',
  },
} as const;
const etagHeader = {
  ETag: { description: 'For `If-Match` of the next change', schema: { type: 'string' }, example: '"3"' },
} as const;
const replayedHeader = {
  'Idempotency-Replayed': {
    description: '`true` when this is the kept answer to an earlier request with this key',
    schema: { type: 'string', enum: ['true'] },
  },
} as const;
const problemContent = { 'application/problem+json': { schema: Problem } };

const about: Readonly<Record<ServiceName, string>> = {
  gateway: 'The way in',
  users: 'Accounts, sessions, addresses, preferences',
  products: 'The catalogue, photos and reviews',
  carts: 'Carts at today’s prices, promotions',
  inventory: 'Stock and what is reserved of it',
  orders: 'Orders from placing to returning',
  payments: 'Payments and refunds',
};

/** The OpenAPI 3.1 document of everything clients may call. */
export function createOpenApi(serverUrl: string): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject & Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of allEndpoints) {
    if (endpoint.access === 'service') continue;
    (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operationOf(endpoint);
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Arcade',
      version: '0.1.0',
      description: 'AR shopping: catalogue, carts with held stock, orders, payments. Errors are RFC 9457 problems.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(allEndpoints.map(({ service }) => service))].map((name) => ({ name, description: about[name] })),
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-session' },
        bearer: { type: 'http', scheme: 'bearer', description: 'An opaque session token' },
      },
    },
  });
}

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.service],
    // Anybody may call a public operation; who is signed in is known to it, too.
    security: [...(endpoint.access === 'public' ? [{}] : []), { session: [] }, { bearer: [] }],
    requestParams: {
      ...(endpoint.params === undefined ? {} : { path: endpoint.params }),
      ...(endpoint.query === undefined ? {} : { query: endpoint.query }),
      ...headersOf(endpoint),
    },
    ...bodyOf(endpoint),
    responses: responsesOf(endpoint),
  };
}

function headersOf(endpoint: Endpoint) {
  const headers: Record<string, z.ZodType> = {};
  const key = z.string().min(8).max(200);
  if (endpoint.idempotencyKey === 'required') headers['Idempotency-Key'] = key;
  if (endpoint.idempotencyKey === 'optional') headers['Idempotency-Key'] = key.optional();
  if (endpoint.ifMatch === true) headers['If-Match'] = z.string();
  if (endpoint.ifMatch === 'optional') headers['If-Match'] = z.string().optional();
  if (endpoint.service === 'carts' && (endpoint.access === 'public' || endpoint.operationId === 'mergeCart')) {
    headers[cartTokenHeader] = z.string().optional().meta({ description: 'A guest’s cart: `<cartId>.<guestToken>`' });
  }
  return Object.keys(headers).length === 0 ? {} : { header: z.object(headers) };
}

function bodyOf(endpoint: Endpoint) {
  if (endpoint.consumes !== undefined) {
    return { requestBody: { required: true, content: { [endpoint.consumes]: { schema: z.unknown() } } } };
  }
  if (endpoint.body === undefined) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: endpoint.body } } } };
}

function responsesOf(endpoint: Endpoint): ZodOpenApiOperationObject['responses'] {
  const headers = {
    headers: {
      ...(answersPages(endpoint) ? linkHeader : {}),
      ...(endpoint.ifMatch === undefined ? {} : etagHeader),
      ...(endpoint.idempotencyKey === undefined ? {} : replayedHeader),
    },
  };
  const success = Object.entries(endpoint.responses).map(([status, schema]) => [
    status,
    schema === null
      ? { description: 'Done', ...headers }
      : { description: 'OK', ...headers, content: { [endpoint.produces ?? 'application/json']: { schema } } },
  ]);
  const failures = problemsByStatus(endpoint).map(([status, codes]) => [
    String(status),
    { description: descriptionOf(codes), headers: problemHeaders[status] ?? {}, content: problemContent },
  ]);
  return Object.fromEntries([...success, ...failures]) as ZodOpenApiOperationObject['responses'];
}

/** Headers that a problem of this status comes with. */
const problemHeaders: Readonly<Record<number, Record<string, { description: string; schema: { type: 'string' } }>>> = {
  429: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } } },
  503: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } } },
};

const descriptionOf = (codes: readonly ProblemCode[]) =>
  codes.length === 0 ? 'Its domain says why' : codes.map((code) => `\`${code}\``).join(', ');

function problemsByStatus(endpoint: Endpoint): readonly (readonly [number, readonly ProblemCode[]])[] {
  const byStatus = new Map<number, ProblemCode[]>();
  // Any write can meet a state that does not allow it.
  if (endpoint.method !== 'GET') byStatus.set(statusOfKind.conflict, []);
  // Whoever signs in, or is known by a cookie that an administrator has disabled, may be turned away.
  if (endpoint.access !== 'public' || endpoint.rateClass === 'login') {
    byStatus.set(statusOfKind.unauthenticated, []).set(statusOfKind.forbidden, []);
  }
  for (const code of problemCodesOf(endpoint)) {
    const status = statusOfKind[problems[code].kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].toSorted(([a], [b]) => a - b);
}
