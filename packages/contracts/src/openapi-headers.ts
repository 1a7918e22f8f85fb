import type { AnswerHeader, Endpoint } from './endpoint.ts';
import { answersPages } from './paging.ts';

interface Header {
  readonly description: string;
  readonly schema: { readonly type: 'string'; readonly enum?: string[] };
  readonly example?: string;
}
type Headers = Readonly<Record<string, Header>>;

const header = (description: string, example?: string): Header => ({
  description,
  schema: { type: 'string' },
  ...(example === undefined ? {} : { example }),
});

/** On every answer to a client (IETF draft-ietf-httpapi-ratelimit-headers). */
const rateHeaders: Headers = {
  RateLimit: header(
    'What is left of the limit: `r` requests, and all of it again in `t` seconds',
    '"read";r=2999;t=60',
  ),
  'RateLimit-Policy': header('The limit: `q` requests in a window of `w` seconds', '"read";q=3000;w=60'),
};

const answerHeaders: Readonly<Record<AnswerHeader, Headers>> = {
  etag: { ETag: header('For `If-Match` of the next change and `If-None-Match` of the next read', '"3"') },
  location: { Location: header('Where the new thing is', '/products/01980000-0000-7000-8000-000000000001') },
  'set-cookie': { 'Set-Cookie': header('The session or device of a browser, or its end') },
};

const link: Headers = {
  Link: header(
    'The next page (RFC 8288), `rel="next"`, relative to this address; absent on the last page',
    '</orders?limit=20&cursor=MjAyNi0wMS0wMVQ>; rel="next"',
  ),
};

const replayed: Headers = {
  'Idempotency-Replayed': {
    description: '`true` when this is the kept answer to an earlier request with this key',
    schema: { type: 'string', enum: ['true'] },
  },
};

/** Headers that a success may come with. */
export const successHeaders = (endpoint: Endpoint): Headers =>
  Object.assign(
    {},
    rateHeaders,
    ...(endpoint.headers ?? []).map((name) => answerHeaders[name]),
    answersPages(endpoint) ? link : {},
    endpoint.idempotencyKey === undefined ? {} : replayed,
  ) as Headers;

const retryAfter: Headers = { 'Retry-After': header('Seconds to wait', '1') };
const byStatus: Readonly<Record<number, Headers>> = {
  401: { 'WWW-Authenticate': header('How to sign in (RFC 9110)', 'Bearer realm="arcade"') },
  405: { Allow: header('The methods of this path', 'GET, HEAD, OPTIONS') },
  429: { ...rateHeaders, ...retryAfter },
  503: retryAfter,
};

/** Headers that a problem of this status may come with. */
export const problemHeaders = (status: number): Headers => byStatus[status] ?? {};
