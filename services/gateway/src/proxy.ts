import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assertionHeader, deadlineHeader, deviceHeader, DomainError, type Endpoint } from '@arcade/contracts';
import { currentTrace } from '@arcade/service-defaults';
import { Agent, type Dispatcher } from 'undici';
import type { DeviceCookies } from './device-cookie.ts';
import { headersToClient, headersToService } from './forwarded-headers.ts';
import { isUpload } from './request-body.ts';
import { targetOf } from './target.ts';

export interface ProxyOptions {
  readonly daprHttpPort: number;
  readonly daprApiToken: string;
  readonly devices: Pick<DeviceCookies, 'cookieFor'>;
  /** From asking to the end of a small answer, or to the beginning of a file; default 10 s. */
  readonly timeoutMs?: number;
  /** The same for uploads, which arrive meanwhile; default 60 s. */
  readonly uploadTimeoutMs?: number;
  /** How many requests our sidecar gets at a time; default 128. */
  readonly connections?: number;
}

export interface Forward {
  readonly endpoint: Endpoint;
  readonly body: Buffer | Readable | null;
  readonly assertion: string | undefined;
  readonly clientIp: string;
  /** The browser that asks, where that matters. */
  readonly device: string | undefined;
  /** Is given a small answer's body before the client is; status and headers stand in `res`. */
  readonly onAnswer?: ((body: Buffer) => void) | undefined;
}

export interface Proxy {
  /**
   * Sends a request to its service through our sidecar, and the answer back.
   * @throws DomainError body-too-large, request-timeout, dependency-unavailable
   */
  forward(req: IncomingMessage, res: ServerResponse, forward: Forward): Promise<void>;
  close(): Promise<void>;
}

/** Of an answer that its reader has not taken yet: the way to the service is free again meanwhile. */
const heldForReader = 4 * 1024 * 1024;
/** Uploads, whose length strangers decide, have a way of their own. */
const uploadConnections = 32;

export function createProxy({
  daprHttpPort,
  daprApiToken,
  devices,
  timeoutMs = 10_000,
  uploadTimeoutMs = 60_000,
  connections = 128,
}: ProxyOptions): Proxy {
  const agent = new Agent({ connections, keepAliveTimeout: 60_000, bodyTimeout: 30_000 });
  const uploadAgent = new Agent({ connections: uploadConnections, keepAliveTimeout: 60_000, bodyTimeout: 30_000 });
  const origin = `http://127.0.0.1:${daprHttpPort}`;

  const ask = (req: IncomingMessage, { endpoint, assertion, clientIp, device, body }: Forward, signal: AbortSignal) => {
    const { path, search } = targetOf(req);
    const length = req.headers['content-length'];
    const trace = currentTrace();
    return (isUpload(endpoint) ? uploadAgent : agent).request({
      origin,
      path: `/v1.0/invoke/${endpoint.service}/method${path}${search}`,
      method: endpoint.method,
      headers: {
        ...headersToService(req),
        ...(isUpload(endpoint) && length !== undefined ? { 'content-length': length } : {}),
        'dapr-api-token': daprApiToken,
        'arcade-client-ip': clientIp,
        [deadlineHeader]: String(Date.now() + budgetOf(endpoint)),
        ...(device === undefined ? {} : { [deviceHeader]: device }),
        ...(assertion === undefined ? {} : { [assertionHeader]: assertion }),
        ...(trace === undefined ? {} : { traceparent: trace.traceparent }),
      },
      body,
      signal,
    });
  };
  const budgetOf = (endpoint: Endpoint) => (isUpload(endpoint) ? uploadTimeoutMs : timeoutMs);

  return {
    async forward(req, res, forward) {
      const over = new AbortController();
      const timer = setTimeout(() => over.abort(), budgetOf(forward.endpoint));
      // Aborting costs an exception and its stack, so an answered request is left alone.
      res.once('close', () => {
        clearTimeout(timer);
        if (!res.writableFinished) over.abort();
      });
      try {
        const answer = await ask(req, forward, over.signal);
        if (answer.statusCode >= 400 && !isProblem(answer)) throw await sidecarFailure(forward.endpoint, answer);
        answer.headers = withDeviceCookie(answer.headers, devices);
        await (forward.endpoint.produces === undefined ? sendWhole : sendStream)(req, res, { answer, timer, forward });
      } catch (error) {
        clearTimeout(timer);
        if (error instanceof DomainError) throw error;
        if (over.signal.aborted && !req.complete) throw new DomainError('request-timeout');
        throw unavailable(forward.endpoint, String(error));
      }
    },
    close: async () => void (await Promise.all([agent.close(), uploadAgent.close()])),
  };
}

/** A device that a service has named is kept by the browser, sealed. */
function withDeviceCookie(
  headers: Dispatcher.ResponseData['headers'],
  devices: Pick<DeviceCookies, 'cookieFor'>,
): Dispatcher.ResponseData['headers'] {
  const device = headers[deviceHeader];
  if (typeof device !== 'string') return headers;
  return { ...headers, 'set-cookie': [headers['set-cookie'] ?? [], devices.cookieFor(device)].flat() };
}

interface Sending {
  readonly answer: Dispatcher.ResponseData;
  readonly timer: NodeJS.Timeout;
  readonly forward: Forward;
}
type Send = (req: IncomingMessage, res: ServerResponse, sending: Sending) => Promise<void>;

/** Data is small and read at once, however slowly the client reads. */
const sendWhole: Send = async (req, res, { answer: { statusCode, headers, body }, timer, forward }) => {
  const bytes = Buffer.from(await body.arrayBuffer());
  clearTimeout(timer);
  begin(res, statusCode, headers);
  if (statusCode !== 204 && statusCode !== 304) res.setHeader('content-length', bytes.length);
  forward.onAnswer?.(bytes);
  res.end(req.method === 'HEAD' ? undefined : bytes);
};

const sendStream: Send = async (req, res, { answer: { statusCode, headers, body }, timer }) => {
  clearTimeout(timer);
  begin(res, statusCode, headers);
  if (headers['content-length'] !== undefined) res.setHeader('content-length', headers['content-length']);
  if (req.method === 'HEAD') {
    await body.dump();
    res.end();
    return;
  }
  // Once bytes are on their way nobody can be told about a failure but by cutting the connection.
  await pipeline(body, new PassThrough({ highWaterMark: heldForReader }), res).catch(() => res.destroy());
};

function begin(res: ServerResponse, status: number, headers: Dispatcher.ResponseData['headers']): void {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headersToClient(headers))) res.setHeader(name, value);
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
