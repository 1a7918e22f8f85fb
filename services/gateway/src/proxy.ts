import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { assertionHeader, deadlineHeader, DomainError, type Endpoint } from '@arcade/contracts';
import { currentTrace } from '@arcade/service-defaults';
import { Agent, type Dispatcher } from 'undici';
import { isUpload, limitBody } from './body-limit.ts';
import { headersToClient, headersToService } from './forwarded-headers.ts';
import { targetOf } from './target.ts';

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
   * @throws DomainError body-too-large, unsupported-media-type, dependency-unavailable
   */
  forward(req: IncomingMessage, res: ServerResponse, forward: Forward): Promise<void>;
  close(): Promise<void>;
}

/** A photo from a telephone takes a while. */
const uploadTimeoutMs = 60_000;

export function createProxy({ daprHttpPort, daprApiToken, timeoutMs = 10_000 }: ProxyOptions): Proxy {
  const agent = new Agent({ connections: 128, keepAliveTimeout: 60_000, bodyTimeout: 30_000 });
  const origin = `http://127.0.0.1:${daprHttpPort}`;

  const ask = async (req: IncomingMessage, { endpoint, assertion, clientIp }: Forward, signal: AbortSignal) => {
    const { path, search } = targetOf(req);
    const budget = isUpload(endpoint) ? uploadTimeoutMs : timeoutMs;
    const trace = currentTrace();
    const body = limitBody(req, endpoint);
    return await agent
      .request({
        origin,
        path: `/v1.0/invoke/${endpoint.service}/method${path}${search}`,
        method: endpoint.method,
        headers: {
          ...headersToService(req),
          'dapr-api-token': daprApiToken,
          'arcade-client-ip': clientIp,
          [deadlineHeader]: String(Date.now() + budget),
          ...(assertion === undefined ? {} : { [assertionHeader]: assertion }),
          ...(trace === undefined ? {} : { traceparent: trace.traceparent }),
        },
        body,
        headersTimeout: budget,
        signal,
      })
      .catch((error: unknown) => {
        throw error instanceof DomainError ? error : unavailable(endpoint, String(error));
      });
  };

  return {
    async forward(req, res, forward) {
      const gone = new AbortController();
      // Aborting costs an exception and its stack, so an answered request is left alone.
      res.once('close', () => {
        if (!res.writableFinished) gone.abort();
      });
      const answer = await ask(req, forward, gone.signal);
      if (answer.statusCode >= 400 && !isProblem(answer)) throw await sidecarFailure(forward.endpoint, answer);
      res.statusCode = answer.statusCode;
      for (const [name, value] of Object.entries(headersToClient(answer.headers))) res.setHeader(name, value);
      if (req.method === 'HEAD') {
        await answer.body.dump();
        res.end();
        return;
      }
      // Once bytes are on their way nobody can be told about a failure but by cutting the connection.
      await pipeline(answer.body, res).catch(() => res.destroy());
    },
    close: () => agent.close(),
  };
}

const isProblem = ({ headers }: Dispatcher.ResponseData) =>
  String(headers['content-type'] ?? '').startsWith('application/problem+json');

/** Services answer every failure as a problem, so anything else is the sidecar's own. */
async function sidecarFailure(endpoint: Endpoint, { statusCode, body }: Dispatcher.ResponseData): Promise<DomainError> {
  const text = (await body.text()).slice(0, 200);
  if (statusCode === 413) return new DomainError('body-too-large');
  return unavailable(endpoint, `${statusCode} ${text}`);
}

const unavailable = ({ service }: Endpoint, cause: string) =>
  new DomainError('dependency-unavailable', `${service} does not answer; try again`, { dependency: service, cause });
