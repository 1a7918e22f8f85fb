import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { assertionHeader, deadlineHeader, DomainError, type Endpoint } from '@arcade/contracts';
import { currentTrace } from '@arcade/service-defaults';
import { Agent } from 'undici';
import { limitBody } from './body-limit.ts';

export interface ProxyOptions {
  readonly daprHttpPort: number;
  readonly daprApiToken: string;
  readonly timeoutMs?: number;
}

export interface Forward {
  readonly endpoint: Endpoint;
  readonly assertion: string | undefined;
  readonly clientIp: string;
}

export interface Proxy {
  /**
   * Streams a request to its service through our sidecar and the answer back.
   * @throws DomainError body-too-large, dependency-unavailable
   */
  forward(req: IncomingMessage, res: ServerResponse, forward: Forward): Promise<void>;
  close(): Promise<void>;
}

const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
const notForwarded = new Set([
  ...hopByHop,
  'host',
  'expect',
  'cookie',
  'authorization',
  'accept-encoding',
  'forwarded',
]);
const notReturned = new Set([...hopByHop, 'server', 'date', 'traceparent', 'tracestate']);
/** What only the inside may say: clients' own values never pass. */
const isInternal = (name: string) =>
  name.startsWith('dapr-') || name.startsWith('arcade-') || name.startsWith('x-forwarded') || name.startsWith('x-dapr');

export function createProxy({ daprHttpPort, daprApiToken, timeoutMs = 10_000 }: ProxyOptions): Proxy {
  const agent = new Agent({
    connections: 128,
    keepAliveTimeout: 60_000,
    headersTimeout: timeoutMs,
    bodyTimeout: 30_000,
  });
  const origin = `http://127.0.0.1:${daprHttpPort}`;
  return {
    async forward(req, res, { endpoint, assertion, clientIp }) {
      const aborted = new AbortController();
      res.once('close', () => aborted.abort());
      const headers: Record<string, string | string[]> = {
        ...requestHeaders(req),
        'dapr-api-token': daprApiToken,
        'arcade-client-ip': clientIp,
        [deadlineHeader]: String(Date.now() + timeoutMs),
      };
      if (assertion !== undefined) headers[assertionHeader] = assertion;
      const trace = currentTrace();
      if (trace !== undefined) headers['traceparent'] = trace.traceparent;
      const answer = await agent
        .request({
          origin,
          path: `/v1.0/invoke/${endpoint.service}/method${req.url ?? '/'}`,
          method: endpoint.method,
          headers,
          body: endpoint.method === 'GET' ? null : limitBody(req, endpoint),
          signal: aborted.signal,
        })
        .catch((error: unknown) => {
          if (error instanceof DomainError) throw error;
          throw unavailable(endpoint, String(error));
        });
      if (answer.statusCode >= 500 && !isProblem(answer.headers['content-type'])) {
        throw unavailable(endpoint, `${answer.statusCode} ${(await answer.body.text()).slice(0, 200)}`);
      }
      res.statusCode = answer.statusCode;
      for (const [name, value] of Object.entries(answer.headers)) {
        if (value !== undefined && !notReturned.has(name) && !isInternal(name)) res.setHeader(name, value);
      }
      await pipeline(answer.body, res);
    },
    close: () => agent.close(),
  };
}

function requestHeaders(req: IncomingMessage): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined && !notForwarded.has(name) && !isInternal(name)) headers[name] = value;
  }
  return headers;
}

const isProblem = (contentType: string | string[] | undefined) =>
  String(contentType ?? '').startsWith('application/problem+json');

const unavailable = ({ service }: Endpoint, cause: string) =>
  new DomainError('dependency-unavailable', `${service} does not answer; nothing is lost, try again`, {
    dependency: service,
    cause,
  });
