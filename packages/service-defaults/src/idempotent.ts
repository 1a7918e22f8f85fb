import { createHash } from 'node:crypto';
import type { Reply } from './request.ts';

export interface KeyedRequest {
  /** Whose key it is: keys of different users never meet. */
  readonly userId: string;
  readonly key: string;
  /** What has to be the same under the same key, e.g. `['placeOrder', body]`. */
  readonly request: unknown;
}

export interface KeyedAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

/**
 * Runs work once for a user's key and answers the stored bytes afterwards. After work that threw, the same request may
 * try again at once; another may not, because the work may have taken effect. A process that dies in the middle leaves
 * the key claimed for some seconds; whoever asks then runs the work again.
 *
 * So work has to be repeatable: derive ids from its `seed`, with `derivedId('what', seed)`. The seed is the same whenever
 * the same user repeats the same request under the same key, and another one for any other request. Never derive an id
 * from the bare key: ids stay for ever, while a key is forgotten after some days and may then be used for something else.
 * @throws DomainError idempotency-mismatch, idempotency-in-flight
 */
export type Idempotent = <Body>(
  request: KeyedRequest,
  work: (seed: string) => Promise<KeyedAnswer<Body>>,
) => Promise<Pick<Reply<never>, 'status' | 'rawJson' | 'headers'>>;

/** SHA-256 (hex) of a request's canonical JSON. */
export const requestHash = (request: unknown): string =>
  createHash('sha256').update(JSON.stringify(request, sortedKeys)).digest('hex');

/** What the ids of a keyed request follow from. */
export const seedOf = ({ userId, key, request }: KeyedRequest): string =>
  requestHash([userId, key, requestHash(request)]);

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** How long a claim of a dead process stands. */
export const claimSeconds = 15;
/** How long answers are kept. */
export const keepHours = 48;
/** Header of an answer from the store. */
export const replayed = { 'idempotency-replayed': 'true' } as const;
