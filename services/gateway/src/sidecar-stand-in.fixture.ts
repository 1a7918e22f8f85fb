import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { SessionRevocation, StoredSession } from '@arcade/contracts';
import { freePort } from '@arcade/testing';

export interface SeenRequest {
  readonly method: string;
  /** What the service would see, e.g. `/users/profile?x=1`. */
  readonly path: string;
  readonly service: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface StandInAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** The sidecar's HTTP API as far as the gateway uses it: a peer in its tests, not part of what they test. */
export interface SidecarStandIn {
  readonly port: number;
  /** Calls of services, oldest first; those for revocations not among them. */
  readonly seen: SeenRequest[];
  readonly sessions: Map<string, StoredSession>;
  readonly revocations: SessionRevocation[];
  /** Of all bodies so far, also of those that are not complete. */
  bytesReceived(): number;
  /** What services answer from now on. */
  answer(handler: (request: SeenRequest) => StandInAnswer | Promise<StandInAnswer>): void;
  /** The state store fails while this is set. */
  stateFails(fails: boolean): void;
  stop(): Promise<void>;
}

const invokePath = /^\/v1\.0\/invoke\/([\w-]+)\/method(.*)$/;
const statePath = /^\/v1\.0\/state\/sessions\/([^?]+)/;

export async function startSidecarStandIn(): Promise<SidecarStandIn> {
  const seen: SeenRequest[] = [];
  const sessions = new Map<string, StoredSession>();
  const revocations: SessionRevocation[] = [];
  let handler: (request: SeenRequest) => StandInAnswer | Promise<StandInAnswer> = () => ({});
  let stateIsDown = false;
  let bytesReceived = 0;

  const state = (key: string): StandInAnswer => {
    if (stateIsDown) return { status: 500, body: '{"errorCode":"ERR_STATE_GET"}' };
    const found = sessions.get(decodeURIComponent(key));
    // A value is a JSON string that holds JSON, as the state store keeps it.
    if (found === undefined) return { status: 204 };
    return { headers: { etag: '1' }, body: JSON.stringify(JSON.stringify(found)) };
  };
  const log = (after: number): StandInAnswer => {
    const items = revocations.filter(({ seq }) => seq > after);
    return { body: JSON.stringify({ items, lastSeq: items.at(-1)?.seq ?? Math.min(after, revocations.length) }) };
  };
  const answerTo = async (request: SeenRequest): Promise<StandInAnswer> => {
    if (request.path.startsWith('/internal/session-revocations')) {
      return log(Number(new URLSearchParams(request.path.split('?')[1]).get('after')));
    }
    seen.push(request);
    return await handler(request);
  };

  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytesReceived += chunk.length;
      }
    } catch {
      return;
    }
    const url = req.url ?? '';
    const [, service = '', path = ''] = invokePath.exec(url) ?? [];
    const key = statePath.exec(url)?.[1];
    const request = { method: req.method ?? '', path, service, headers: req.headers, body: Buffer.concat(chunks) };
    const answer = key === undefined ? await answerTo(request) : state(key);
    res.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    res.end(answer.body);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    seen,
    sessions,
    revocations,
    bytesReceived: () => bytesReceived,
    answer: (next) => void (handler = next),
    stateFails: (fails) => void (stateIsDown = fails),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
