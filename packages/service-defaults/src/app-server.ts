import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProblemCode } from '@arcade/contracts';
import { problemOf } from './problem-response.ts';

/** How long a server waits for others, in ms, and whom it lets in. */
export interface ServerLimits {
  /** Between two requests of a connection. */
  readonly keepAliveMs?: number;
  /** Until a request's headers are complete; default 10 s. */
  readonly headersMs?: number;
  /** Until a request is complete with its body; default 75 s, because an upload may take a minute. */
  readonly requestMs?: number;
  /** While nothing moves in either direction; default: for ever. */
  readonly idleMs?: number;
  readonly maximumConnections?: number;
  /** Whether a new connection may stay; one that may not is told so and closed. */
  readonly admits?: (socket: Socket) => boolean;
}

/** daprd keeps idle connections for 90 s; closing them first would fail requests in flight. */
export const sidecarKeepAliveMs = 95_000;

/** An HTTP server as ours are: nobody holds a connection with half a request. */
export function createAppServer(app: RequestListener, limits: ServerLimits = {}): Server {
  const { keepAliveMs = sidecarKeepAliveMs, idleMs = 0, maximumConnections, admits } = limits;
  const { headersMs = 10_000, requestMs = 75_000 } = limits;
  const clocks = { connectionsCheckingInterval: 1000, headersTimeout: headersMs, requestTimeout: requestMs };
  const server = createServer(clocks, app);
  server.keepAliveTimeout = keepAliveMs;
  server.timeout = idleMs;
  if (maximumConnections !== undefined) server.maxConnections = maximumConnections;
  if (admits !== undefined) {
    server.on('connection', (socket: Socket) => {
      if (!admits(socket)) answerByHand(socket, 'rate-limited', 'Too many connections from this network');
    });
  }
  // RFC 9110 lets a server ignore what it does not know to be expected of it.
  server.on('checkExpectation', (req, res) => void server.emit('request', req, res));
  server.on('connect', (_req, socket: Duplex) => answerByHand(socket, 'method-not-allowed', 'This is no proxy'));
  server.on('clientError', answerMalformed);
  return server;
}

/** What HTTP's parser and its clocks refuse never reaches the application. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET' || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') answerByHand(socket, 'headers-too-large');
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') answerByHand(socket, 'request-timeout');
  else answerByHand(socket, 'invalid-request', 'This is not a valid HTTP request');
}

/** Bytes of another answer are on their way already; Node's own handler looks at the same place. */
const isAnswering = (socket: Duplex & { readonly _httpMessage?: { readonly headersSent: boolean } | null }) =>
  socket['_httpMessage']?.headersSent === true;

function answerByHand(socket: Duplex, code: ProblemCode, detail?: string): void {
  const problem = problemOf(code, detail);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'connection: close',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(problem.status === 429 ? ['retry-after: 1'] : []),
    ...(problem.status === 405 ? ['allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
