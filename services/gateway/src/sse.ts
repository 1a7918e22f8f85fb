import type { Response } from 'express';
import { DomainError } from '@arcade/contracts';
import { networkOf } from '@arcade/service-defaults';
import type { RequestHandler } from 'express';
import * as z from 'zod';
import { clientIpOf } from './client-ip.ts';
import type { LiveStream } from './live-events.ts';
import { openPage, type OpenPage } from './open-page.ts';
import type { Places } from './places.ts';
import { rateLimited, type RateLimits } from './rate-limits.ts';
import { tokenOf } from './session-token.ts';
import type { Sessions, SignedIn } from './sessions.ts';
import { resolveInTurn } from './sign-in.ts';
import type { Turns } from './turns.ts';

const heartbeatMs = 15_000;
const maximumPages = 10_000;

const Query = z.object({
  /** Product ids a page shows, separated by commas; absent: every product. */
  products: z
    .string()
    .max(4000)
    .transform((text) => new Set(text.split(',').slice(0, 100)))
    .optional(),
});

export interface SseDependencies {
  readonly stream: LiveStream;
  readonly sessions: Sessions;
  readonly turns: Turns;
  readonly rateLimits: Pick<RateLimits, 'consume'>;
  readonly places: Places;
  readonly trustedProxies: number;
}

export interface Sse {
  readonly handler: RequestHandler;
  /** Heartbeats; stopping ends every open stream for good, and the pages come back to another gateway. */
  start(): void;
  stop(): void;
}

/**
 * Server-sent events: `product` for price, stock and status, and with a session `user` for the owner's orders, payments
 * and cart. `Last-Event-ID` continues where a lost connection stopped; `resync` says that this is no longer possible.
 */
export function createSse(dependencies: SseDependencies): Sse {
  const { stream, sessions, turns, rateLimits, places, trustedProxies } = dependencies;
  const pages = new Set<OpenPage>();
  let heartbeat: NodeJS.Timeout | undefined;
  let stopped = false;
  const beat = () => {
    for (const page of pages) page.beat();
  };
  return {
    async handler(req, res) {
      const query = Query.safeParse(req.query);
      if (!query.success) throw new DomainError('invalid-request', 'products is a list of ids separated by commas');
      if (req.method === 'HEAD') {
        res.writeHead(200, streamHeaders).end();
        return;
      }
      const network = networkOf(clientIpOf(req, trustedProxies));
      const token = tokenOf(req)?.token;
      const signedIn =
        token === undefined
          ? undefined
          : await resolveInTurn({ sessions, turns }, token, network).catch(() => 'unknown' as const);
      // Somebody signed in has tries and places of their own, whatever strangers in the network do.
      const subject = (signedIn === 'unknown' ? undefined : signedIn?.identity.userId) ?? network;
      const limited = await rateLimits.consume('standard', subject);
      if (limited.kind === 'refused') throw rateLimited(limited.retryAfterSeconds);
      // Whoever has gone already takes no place: nothing would give it back.
      if (res.closed) return;
      const leave = pages.size < maximumPages ? places.take(subject) : undefined;
      if (leave === undefined) throw new DomainError('overloaded');
      res.once('close', leave);
      begin(res);
      // A page takes any failure for the end, but comes back after a stream that was open for a moment.
      if (stopped || signedIn === 'unknown') {
        res.end();
        return;
      }
      const stands = (who: SignedIn) => sessions.stands(who);
      const page = openPage({ res, stream, signedIn, stands, products: query.data.products });
      pages.add(page);
      res.once('close', () => {
        pages.delete(page);
        page.close();
      });
      await page.begin(req.header('last-event-id'));
    },
    start() {
      heartbeat = setInterval(beat, heartbeatMs);
    },
    stop() {
      stopped = true;
      clearInterval(heartbeat);
      for (const page of pages) page.close();
    },
  };
}

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

function begin(res: Response): void {
  res.writeHead(200, streamHeaders);
  res.write('retry: 2000\n\n');
}
