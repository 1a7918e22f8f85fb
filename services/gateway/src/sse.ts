import type { ServerResponse } from 'node:http';
import { DomainError } from '@arcade/contracts';
import type { RequestHandler } from 'express';
import * as z from 'zod';
import type { LiveEvent, LiveStream, StoredLiveEvent } from './live-events.ts';
import { tokenOf, type Sessions } from './sessions.ts';

const heartbeatMs = 15_000;
/** An open stream is checked against the session again after this long. */
const recheckMs = 1000;
const maximumBacklog = 1024 * 1024;

const Query = z.object({
  /** Product ids a page shows, separated by commas; absent: every product. */
  products: z
    .string()
    .transform((text) => new Set(text.split(',').slice(0, 100)))
    .optional(),
});

/**
 * Server-sent events: `product` for price, stock and status, and with a session `user` for the owner's orders, payments
 * and cart. `Last-Event-ID` continues where a lost connection stopped.
 */
export function sseHandler(stream: LiveStream, sessions: Sessions): RequestHandler {
  return async (req, res) => {
    const query = Query.safeParse(req.query);
    if (!query.success) throw new DomainError('invalid-request', 'products is a list of ids separated by commas');
    const token = tokenOf(req)?.token;
    const userId = async () =>
      token === undefined ? undefined : (await sessions.resolve(token).catch(() => undefined))?.identity.userId;
    let user = await userId();
    const concerns = (event: LiveEvent) => {
      if (event.name === 'product') return query.data.products?.has(event.productId) ?? true;
      return event.name === 'user' && event.userId === user;
    };

    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    res.write('retry: 2000\n\n');
    let replayed: string | undefined;
    const send = (stored: StoredLiveEvent) => {
      if (!concerns(stored.event) || (replayed !== undefined && !isAfter(stored.id, replayed))) return;
      write(res, stored);
    };
    const waiting: StoredLiveEvent[] = [];
    let deliver = (stored: StoredLiveEvent) => void waiting.push(stored);
    const unsubscribe = stream.subscribe((stored) => deliver(stored));
    const heartbeat = setInterval(() => res.write(': alive\n\n'), heartbeatMs);
    const recheck = setInterval(() => void userId().then((current) => (user = current)), recheckMs);
    res.once('close', () => {
      clearInterval(heartbeat);
      clearInterval(recheck);
      unsubscribe();
    });

    const lastId = req.header('last-event-id');
    if (lastId !== undefined && /^\d+-\d+$/.test(lastId)) {
      for (const stored of await stream.since(lastId)) {
        send(stored);
        replayed = stored.id;
      }
    }
    deliver = send;
    for (const stored of waiting) send(stored);
  };
}

function write(res: ServerResponse, { id, event }: StoredLiveEvent): void {
  // A reader that does not keep up is cut off; it comes back with its Last-Event-ID.
  if (res.writableLength > maximumBacklog) res.destroy();
  else res.write(`id: ${id}\nevent: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
}

function isAfter(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherN = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && n > otherN);
}
