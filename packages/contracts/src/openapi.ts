import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { allEndpoints, contracts } from './contracts.ts';
import { problemCodesOf } from './endpoint-problems.ts';
import { isConditionalRead, type Endpoint } from './endpoint.ts';
import { cartTokenHeader } from './cart-token.ts';
import { problemHeaders, successHeaders } from './openapi-headers.ts';
import { Problem, problems, statusOfKind, type ProblemCode } from './problem.ts';
import { CartToken, IdempotencyKey, IfMatchHeader } from './request-headers.ts';

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
    tags: [...new Set(allEndpoints.map(({ service }) => service))].map((name) => ({
      name,
      description: contracts[name].about,
    })),
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
  if (endpoint.idempotencyKey === 'required') headers['Idempotency-Key'] = IdempotencyKey;
  if (endpoint.idempotencyKey === 'optional') headers['Idempotency-Key'] = IdempotencyKey.optional();
  if (endpoint.ifMatch === true) headers['If-Match'] = IfMatchHeader;
  if (endpoint.ifMatch === 'optional') headers['If-Match'] = IfMatchHeader.optional();
  if (isConditionalRead(endpoint)) headers['If-None-Match'] = z.string().optional();
  if (endpoint.service === 'carts' && endpoint.access === 'public') headers[cartTokenHeader] = CartToken.optional();
  if (endpoint.operationId === 'mergeCart') headers[cartTokenHeader] = CartToken;
  return Object.keys(headers).length === 0 ? {} : { header: z.object(headers) };
}

function bodyOf(endpoint: Endpoint) {
  if (endpoint.consumes !== undefined) {
    const content = Object.fromEntries(endpoint.consumes.map((type) => [type, { schema: z.unknown() }]));
    return { requestBody: { required: true, content } };
  }
  if (endpoint.body === undefined) return {};
  // Without a body every field is left out.
  const required = !endpoint.body.safeParse({}).success;
  return { requestBody: { required, content: { 'application/json': { schema: endpoint.body } } } };
}

function responsesOf(endpoint: Endpoint): ZodOpenApiOperationObject['responses'] {
  const success = Object.entries(endpoint.responses).map(([status, schema]) => [
    status,
    {
      description: schema === null ? 'Done' : 'OK',
      headers: successHeaders(endpoint),
      ...(schema === null ? {} : { content: { [endpoint.produces ?? 'application/json']: { schema } } }),
    },
  ]);
  const known = isConditionalRead(endpoint)
    ? [['304', { description: 'You have this version', headers: successHeaders(endpoint) }]]
    : [];
  const failures = problemsByStatus(endpoint).map(([status, codes]) => [
    String(status),
    { description: descriptionOf(codes), headers: problemHeaders(status), content: problemContent },
  ]);
  return Object.fromEntries([...success, ...known, ...failures]) as ZodOpenApiOperationObject['responses'];
}

const descriptionOf = (codes: readonly ProblemCode[]) => codes.map((code) => `\`${code}\``).join(', ');

function problemsByStatus(endpoint: Endpoint): readonly (readonly [number, readonly ProblemCode[]])[] {
  // Another method on the same path: said here, for OpenAPI has no place for it beside the operations.
  const codes = [...problemCodesOf(endpoint), 'method-not-allowed'] as const;
  const byStatus = Map.groupBy(codes, (code) => statusOfKind[problems[code].kind]);
  return [...byStatus].toSorted(([a], [b]) => a - b);
}
