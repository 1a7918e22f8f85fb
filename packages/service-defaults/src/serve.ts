import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from './logger.ts';
import { problemOf } from './problem-response.ts';

export interface ServeOptions {
  /** An Express application, or any listener. */
  readonly app: RequestListener;
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
  /** Background work, started once the server listens (so that our sidecar finds us) and stopped in reverse order. */
  readonly background?: readonly { start(): void | Promise<void>; stop(): void | Promise<void> }[];
  /** Connections to close last. */
  readonly close?: readonly (() => Promise<unknown>)[];
}

/** An HTTP server as ours are. */
export function createAppServer(app: RequestListener): Server {
  const server = createServer(app);
  // daprd keeps idle connections for 90 s; closing them first would fail requests in flight.
  server.keepAliveTimeout = 95_000;
  server.headersTimeout = 100_000;
  server.on('clientError', answerMalformed);
  return server;
}

/** Nothing that HTTP's parser refuses reaches the application, so its problem is written by hand. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemOf('invalid-request', 'This is not a valid HTTP request'));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Listens, starts the background work and, on SIGTERM or SIGINT, ends everything in order. */
export async function serve({ app, port, host, logger, background = [], close = [] }: ServeOptions): Promise<Server> {
  const server = createAppServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  logger.info({ port, host }, 'listening');
  for (const work of background) await work.start();
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    for (const work of background.toReversed()) await work.stop();
    const force = setTimeout(() => server.closeAllConnections(), 3000);
    await closed;
    clearTimeout(force);
    for (const end of close) await end();
    process.exitCode = 0;
    setTimeout(() => process.exit(), 1000).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(signal));
  }
  return server;
}
