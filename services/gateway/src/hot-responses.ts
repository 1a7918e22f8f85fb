import type { IncomingMessage, ServerResponse } from 'node:http';
import { isKnown } from '@arcade/service-defaults';
import { Counter } from 'prom-client';
import { codingOf, encode, minimumCoded, type Coding } from './coding.ts';
import { wantsPage } from './wants-page.ts';

interface Held {
  readonly body: Buffer;
  readonly etag: string;
  /** Names and values in turn: Node writes such a list as it is. */
  readonly headers: string[];
  readonly headersOf304: string[];
  /** The body as clients want it coded, made when the first one does. */
  readonly coded: Map<Coding, Coded>;
  readonly askedAt: number;
  /** One request is on its way to replace this; the others are served meanwhile. */
  isAskedAnew: boolean;
}

interface Coded {
  readonly body: Buffer;
  readonly headers: string[];
}

/**
 * Answers to public product reads, kept for a second. They are dropped at once when an event says that the product changed,
 * and before somebody who changed something of it is answered: through this gateway they read what they wrote (RFC 9111,
 * 4.4). When the second is over, one request asks anew while the others get the held answer for at most another second. A
 * hot product then costs one hop per second. These reads cost less than refusing them, so they count against no limit.
 */
export interface HotResponses {
  /** Whether this request may have an answer that is everybody's, provided that who asks sees what everybody sees. */
  isCandidate(req: IncomingMessage): boolean;
  /** Answers from memory whoever is known at once to see what everybody sees; false when it cannot. */
  serveAtOnce(req: IncomingMessage, res: ServerResponse): boolean;
  serve(req: IncomingMessage, res: ServerResponse): boolean;
  /** To be given the body of the answer that `res` is about to send; keeps it when it may be. */
  record(req: IncomingMessage, res: ServerResponse): (body: Buffer) => void;
  forget(productId: string): void;
}

const fromMemory = new Counter({
  name: 'gateway_hot_responses_total',
  help: 'Product reads answered from memory; they are in no other measurement of requests',
});

const freshMs = 1000;
const staleMs = 1000;
const maximumEntries = 5000;
const maximumBytes = 64 * 1024;
const productPath = /^\/products\/[0-9a-f]{8}-[0-9a-f-]{27}$/;
const ofProduct = /^\/products\/([0-9a-f]{8}-[0-9a-f-]{27})(?:\/|$)/;

/** The product that a path is of, or is something of. */
export const productOf = (path: string): string | undefined => ofProduct.exec(path)?.[1];
/** Of one request only, or of pages only: a body of data is never a page. */
const notKept = new Set([
  'set-cookie',
  'ratelimit',
  'ratelimit-policy',
  'trace-id',
  'content-length',
  'connection',
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]);
const ofBody = new Set(['content-type', 'content-length', 'content-encoding']);

const isCandidate = (req: IncomingMessage) =>
  req.method === 'GET' && productPath.test(req.url ?? '') && !wantsPage(req);

/** @param isShopper whether it is known at once that who asks sees what everybody sees */
export function createHotResponses(
  isShopper: (req: IncomingMessage) => boolean,
  now: () => number = Date.now,
): HotResponses {
  const held = new Map<string, Held>();
  /** Reads on their way, so that one that began before a change is not kept after it. */
  const recording = new Map<string, Set<{ outdated: boolean }>>();

  const serve = (req: IncomingMessage, res: ServerResponse) => {
    const entry = held.get(req.url ?? '');
    if (entry === undefined) return false;
    const age = now() - entry.askedAt;
    if (age >= freshMs + staleMs) return false;
    if (age >= freshMs && !entry.isAskedAnew) {
      entry.isAskedAnew = true;
      return false;
    }
    write(entry, req, res);
    fromMemory.inc();
    return true;
  };

  return {
    isCandidate,
    serve,
    serveAtOnce(req, res) {
      if (!held.has(req.url ?? '') || req.method !== 'GET') return false;
      return !wantsPage(req) && isShopper(req) && serve(req, res);
    },
    record(req, res) {
      const path = req.url ?? '';
      const ticket = { outdated: false };
      const askedAt = now();
      const tickets = recording.get(path) ?? new Set();
      recording.set(path, tickets.add(ticket));
      res.once('close', () => {
        tickets.delete(ticket);
        if (tickets.size === 0) recording.delete(path);
      });
      return (body) => {
        const etag = res.getHeader('etag');
        if (ticket.outdated || res.statusCode !== 200 || typeof etag !== 'string') return;
        if (body.length > maximumBytes) return;
        const before = held.get(path);
        const coded = before?.etag === etag && before.body.equals(body) ? before.coded : new Map();
        if (held.size >= maximumEntries) held.clear();
        held.set(path, { body, etag, ...headerLists(res, body), coded, askedAt, isAskedAnew: false });
      };
    },
    forget(productId) {
      const path = `/products/${productId}`;
      held.delete(path);
      for (const ticket of recording.get(path) ?? []) ticket.outdated = true;
    },
  };
}

function write(held: Held, req: IncomingMessage, res: ServerResponse): void {
  const { etag, headersOf304 } = held;
  const { body, headers } = codedFor(held, req.headers['accept-encoding']);
  const hasIt = isKnown(req.headers['if-none-match'], etag);
  // Headers that were set before (a limit's, a trace's) are of this request; they stand beside the held ones.
  res.writeHead(hasIt ? 304 : 200, hasIt ? headersOf304 : headers);
  res.end(hasIt ? undefined : body);
}

function codedFor(held: Held, acceptEncoding: string | undefined): Coded {
  const coding = held.body.length < minimumCoded ? undefined : codingOf(acceptEncoding);
  if (coding === undefined) return held;
  const known = held.coded.get(coding);
  if (known !== undefined) return known;
  const body = encode(held.body, coding);
  const headers = held.headers.with(held.headers.indexOf('etag') + 1, `W/${held.etag.replace(/^W\//, '')}`);
  const made = {
    body,
    headers: [...headers.with(headers.indexOf('content-length') + 1, String(body.length)), 'content-encoding', coding],
  };
  held.coded.set(coding, made);
  return made;
}

function headerLists(res: ServerResponse, body: Buffer) {
  const kept = Object.entries(res.getHeaders()).filter(([name]) => !notKept.has(name));
  const list = (entries: typeof kept) => entries.flatMap(([name, value]) => [name, String(value)]);
  return {
    headers: [...list(kept), 'content-length', String(body.length)],
    headersOf304: list(kept.filter(([name]) => !ofBody.has(name))),
  };
}
