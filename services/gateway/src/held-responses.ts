import type { IncomingMessage, ServerResponse } from 'node:http';
import { isKnown } from '@arcade/service-defaults';
import { Counter } from 'prom-client';
import { codingOf, encode, minimumCoded, type Coding } from './coding.ts';

interface Held {
  readonly body: Buffer;
  readonly etag: string | undefined;
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
 * Answers by target, kept for a second. When the second is over, one request asks anew while the others get the held answer
 * for at most another second.
 */
export interface HeldResponses {
  has(target: string): boolean;
  serve(req: IncomingMessage, res: ServerResponse): boolean;
  /** To be given the body of the answer that `res` is about to send; keeps it when it may be. */
  record(req: IncomingMessage, res: ServerResponse): (body: Buffer) => void;
  /** Drops an answer, and what is on its way to become it. */
  forget(target: string): void;
  forgetAll(): void;
}

const fromMemory = new Counter({
  name: 'gateway_hot_responses_total',
  help: 'Reads of products and lists answered from memory; they are in no other measurement of requests',
});

const freshMs = 1000;
const staleMs = 1000;
const maximumBytes = 64 * 1024;
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

export function createHeldResponses(maximumEntries: number, now: () => number): HeldResponses {
  const held = new Map<string, Held>();
  /** Reads on their way, so that one that began before a change is not kept after it. */
  const recording = new Map<string, Set<{ outdated: boolean }>>();

  const forget = (target: string) => {
    held.delete(target);
    for (const ticket of recording.get(target) ?? []) ticket.outdated = true;
  };

  return {
    has: (target) => held.has(target),
    serve(req, res) {
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
    },
    record(req, res) {
      const target = req.url ?? '';
      const ticket = { outdated: false };
      const askedAt = now();
      const tickets = recording.get(target) ?? new Set();
      recording.set(target, tickets.add(ticket));
      res.once('close', () => {
        tickets.delete(ticket);
        if (tickets.size === 0) recording.delete(target);
      });
      return (body) => {
        const isEverybodys = !/private|no-store/.test(String(res.getHeader('cache-control')));
        if (ticket.outdated || res.statusCode !== 200 || !isEverybodys || body.length > maximumBytes) return;
        const etag = res.getHeader('etag')?.toString();
        const before = held.get(target);
        const coded = before?.etag === etag && before?.body.equals(body) ? before.coded : new Map();
        if (held.size >= maximumEntries) held.clear();
        held.set(target, { body, etag, ...headerLists(res, body), coded, askedAt, isAskedAnew: false });
      };
    },
    forget,
    forgetAll: () => [...held.keys(), ...recording.keys()].forEach(forget),
  };
}

function write(held: Held, req: IncomingMessage, res: ServerResponse): void {
  const { etag, headersOf304 } = held;
  const { body, headers } = codedFor(held, req.headers['accept-encoding']);
  const hasIt = etag !== undefined && isKnown(req.headers['if-none-match'], etag);
  // Headers that were set before (a limit's, a trace's) are of this request; they stand beside the held ones.
  res.writeHead(hasIt ? 304 : 200, hasIt ? headersOf304 : headers);
  res.end(hasIt ? undefined : body);
}

function codedFor(held: Held, acceptEncoding: string | undefined): Coded {
  const { etag } = held;
  const coding = held.body.length < minimumCoded ? undefined : codingOf(acceptEncoding);
  if (coding === undefined) return held;
  const known = held.coded.get(coding);
  if (known !== undefined) return known;
  const body = encode(held.body, coding);
  const headers = [...held.headers, 'content-encoding', coding];
  headers[headers.indexOf('content-length') + 1] = String(body.length);
  if (etag !== undefined) headers[headers.indexOf('etag') + 1] = `W/${etag.replace(/^W\//, '')}`;
  const made = { body, headers };
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
