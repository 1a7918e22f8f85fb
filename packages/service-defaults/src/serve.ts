import type { RequestListener, Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAppServer, type ServerLimits } from './app-server.ts';
import type { Logger } from './logger.ts';

export interface ServeOptions {
  /** An Express application, or any listener. */
  readonly app: RequestListener;
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
  readonly limits?: ServerLimits;
  /** Ends requests that would stay open for ever, such as event streams; it takes no new ones afterwards. */
  readonly endStreams?: () => void;
  /** Background work, started once the server listens (so that our sidecar finds us) and stopped in reverse order. */
  readonly background?: readonly { start(): void | Promise<void>; stop(): void | Promise<void> }[];
  /** Connections to close last. */
  readonly close?: readonly (() => Promise<unknown>)[];
  /** How long requests go on being accepted after the signal, in ms, until everybody knows that we stop; default 0. */
  readonly acceptMs?: number;
  /** When whatever is still open is cut off, in ms; longer than any request may take. Default 95 s. */
  readonly lastResortMs?: number;
}

/**
 * Listens and starts the background work. On SIGTERM or SIGINT everything ends in order, and nothing that somebody waits
 * for is cut: not ready any more, then no new connections, then what is in flight gets its own time, then the background
 * work, then the stores. Where nothing is in flight that takes no time.
 */
export async function serve(options: ServeOptions): Promise<Server> {
  const { app, port, host, logger, limits, background = [] } = options;
  let stopping = false;
  const server = createAppServer((req, res) => {
    if (stopping && req.url === '/readyz') res.writeHead(503).end('stopping');
    else app(req, res);
  }, limits);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  logger.info({ port, host }, 'listening');
  for (const work of background) await work.start();
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    await drain(server, options);
    for (const work of background.toReversed()) await work.stop();
    for (const end of options.close ?? []) await end();
    logger.info('stopped');
    process.exitCode = 0;
    setTimeout(() => process.exit(), 1000).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(signal));
  }
  return server;
}

async function drain(server: Server, options: ServeOptions): Promise<void> {
  const { logger, endStreams, acceptMs = 0, lastResortMs = 95_000 } = options;
  if (acceptMs > 0) await sleep(acceptMs);
  const closed = new Promise((resolve) => server.close(resolve));
  endStreams?.();
  // A connection whose request has been answered would rest, and be waited for, until its keep-alive is over.
  const rest = setInterval(() => server.closeIdleConnections(), 20);
  const force = setTimeout(() => {
    logger.error({ lastResortMs }, 'requests were still open and have been cut off');
    server.closeAllConnections();
  }, lastResortMs);
  await closed;
  clearInterval(rest);
  clearTimeout(force);
}
