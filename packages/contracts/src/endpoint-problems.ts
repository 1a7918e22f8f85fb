import type { Endpoint } from './endpoint.ts';
import { answersPages } from './paging.ts';
import type { ProblemCode } from './problem.ts';

/**
 * The problems that an operation can answer because of what it is: who may call it, what it takes, how it is limited. Its
 * domain adds conflicts of its own to them.
 */
export function problemCodesOf(endpoint: Endpoint): readonly ProblemCode[] {
  const { method, access, params, query, body, consumes, idempotencyKey, ifMatch } = endpoint;
  const codes: ProblemCode[] = ['invalid-request', 'rate-limited', 'dependency-unavailable', 'overloaded'];
  if (access !== 'public') codes.push('unauthenticated');
  if (access === 'merchant' || access === 'admin') codes.push('forbidden');
  if (method !== 'GET') codes.push('csrf-rejected');
  if (params !== undefined) codes.push('not-found');
  if (query !== undefined || body !== undefined) codes.push('unknown-field');
  if (answersPages(endpoint)) codes.push('invalid-cursor');
  if (body !== undefined || consumes !== undefined) codes.push('body-too-large', 'unsupported-media-type');
  if (body !== undefined && consumes === undefined) codes.push('malformed-json');
  if (idempotencyKey === 'required') codes.push('idempotency-key-required');
  if (idempotencyKey !== undefined) codes.push('idempotency-in-flight', 'idempotency-mismatch');
  if (ifMatch !== undefined) codes.push('etag-mismatch');
  if (ifMatch === true) codes.push('if-match-required');
  return codes;
}
