import type { Endpoint } from './endpoint.ts';
import { answersPages } from './paging.ts';
import type { ProblemCode } from './problem.ts';

/**
 * Every problem that an operation can answer: what follows from who may call it, what it takes and how it is limited, and
 * what its domain refuses. `internal-error` is none of them: it is always a fault of ours.
 */
export const problemCodesOf = (endpoint: Endpoint): ReadonlySet<ProblemCode> =>
  new Set([
    ...(endpoint.access === 'service' ? ofServices : ofClients(endpoint)),
    ...ofInput(endpoint),
    ...(endpoint.problems ?? []),
  ]);

/** Whoever is not among its callers is turned away. */
const ofServices: readonly ProblemCode[] = ['forbidden', 'dependency-unavailable', 'overloaded'];

/** What the gateway answers before a service is asked, and what every service may. */
function ofClients({ access, method }: Endpoint): ProblemCode[] {
  const codes: ProblemCode[] = [
    'invalid-request',
    // Even where anybody may ask: who shows a session that has ended is told so.
    'unauthenticated',
    'uri-too-long',
    'headers-too-large',
    'rate-limited',
    'dependency-unavailable',
    'overloaded',
  ];
  if (access === 'merchant' || access === 'admin') codes.push('forbidden');
  if (method !== 'GET') codes.push('csrf-rejected');
  return codes;
}

function ofInput(endpoint: Endpoint): ProblemCode[] {
  const { params, query, body, consumes, idempotencyKey, ifMatch } = endpoint;
  const codes: ProblemCode[] = [];
  if (params !== undefined) codes.push('not-found');
  if (params !== undefined || query !== undefined || body !== undefined) codes.push('invalid-request');
  if (query !== undefined || body !== undefined) codes.push('unknown-field');
  if (answersPages(endpoint)) codes.push('invalid-cursor');
  if (body !== undefined || consumes !== undefined) {
    codes.push('body-too-large', 'unsupported-media-type', 'request-timeout');
  }
  if (body !== undefined && consumes === undefined) codes.push('malformed-json');
  if (idempotencyKey === 'required') codes.push('idempotency-key-required');
  if (idempotencyKey !== undefined) codes.push('idempotency-in-flight', 'idempotency-mismatch');
  if (ifMatch !== undefined) codes.push('etag-mismatch');
  if (ifMatch === true) codes.push('if-match-required');
  return codes;
}
