import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request, type Dispatcher } from 'undici';
import { createHotResponses } from './hot-responses.ts';

/** A server that holds answers as the gateway does, with a service behind it that a test plays. */
export async function startHotServer() {
  const hot = createHotResponses(
    (req) => fixture.isShopper(req),
    () => fixture.now,
  );
  const server = createServer(async (req, res) => {
    if (hot.serveAtOnce(req, res)) return;
    fixture.hops += 1;
    const keep = hot.isCandidate(req) ? hot.record(req, res) : undefined;
    const body = await fixture.answerOf(res);
    keep?.(Buffer.from(body));
    res.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const fixture = {
    hot,
    now: 1_000_000,
    /** Requests that the service has answered. */
    hops: 0,
    answerOf: (res: ServerResponse): string | Promise<string> => {
      res.setHeader('content-type', 'application/json');
      res.setHeader('etag', '"1"');
      res.setHeader('ratelimit', 'of this request');
      return `{"hop":${fixture.hops}}`;
    },
    isShopper: (_req: IncomingMessage): boolean => true,
    async get(url: string, headers: Record<string, string> = {}, method: Dispatcher.HttpMethod = 'GET') {
      const response = await request(origin + url, { method, headers });
      const bytes = Buffer.from(await response.body.arrayBuffer());
      return { status: response.statusCode, headers: response.headers, text: bytes.toString(), bytes };
    },
    stop: () => void server.close(),
  };
  return fixture;
}
export type HotServer = Awaited<ReturnType<typeof startHotServer>>;
