import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { allEndpoints } from './api/endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import { answersPages } from './paging.ts';
import { Problem, statusOfKind } from './problem.ts';

const linkHeader = {
  Link: {
    description: 'The next page (RFC 8288), `rel="next"`, relative to this address; absent on the last page',
    schema: { type: 'string' },
    example: '</orders?limit=20&cursor=MjAyNi0wMS0wMVQ>; rel="next"',
  },
} as const;
const problemContent = { 'application/problem+json': { schema: Problem } };

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
    tags: [...new Set(allEndpoints.map(({ service }) => service))].map((name) => ({ name })),
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
    ...(endpoint.access === 'public' ? {} : { security: [{ session: [] }, { bearer: [] }] }),
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
  const headers = answersPages(endpoint) ? { headers: linkHeader } : {};
  const success = Object.entries(endpoint.responses).map(([status, schema]) => [
    status,
    schema === null
      ? { description: 'Done' }
      : { description: 'OK', ...headers, content: { [endpoint.produces ?? 'application/json']: { schema } } },
  ]);
  const problems = problemStatuses(endpoint).map((status) => [
    String(status),
    { description: 'Problem', content: problemContent },
  ]);
  return Object.fromEntries([...success, ...problems]) as ZodOpenApiOperationObject['responses'];
}

function problemStatuses(endpoint: Endpoint): number[] {
  const { invalid, unauthenticated, forbidden, conflict, unavailable } = statusOfKind;
  const statuses: number[] = [invalid, statusOfKind['too-many-requests'], unavailable];
  if (endpoint.access !== 'public') statuses.push(unauthenticated, forbidden);
  if (endpoint.params !== undefined) statuses.push(statusOfKind['not-found']);
  if (endpoint.method !== 'GET') statuses.push(conflict);
  if (endpoint.ifMatch !== undefined) statuses.push(statusOfKind['precondition-failed']);
  if (endpoint.ifMatch === true) statuses.push(statusOfKind['precondition-required']);
  return statuses.toSorted((a, b) => a - b);
}
