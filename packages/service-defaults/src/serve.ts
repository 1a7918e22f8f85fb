import type { RequestListener, Server } from 'node:http';
import { createAppServer, type ServerLimits } from './app-server.ts';
import type { Logger } from './logger.ts';

export interface ServeOptions {
  /** An Express application, or any listener. */
  readonly app: RequestListener;
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
  readonly limits?: ServerLimits;
  /** Background work, started once the server listens (so that our sidecar finds us) and stopped in reverse order. */
  readonly background?: readonly { start(): void | Promise<void>; stop(): void | Promise<void> }[];
  /** Connections to close last. */
  readonly close?: readonly (() => Promise<unknown>)[];
}

/** Listens, starts the background work and, on SIGTERM or SIGINT, ends everything in order. */
export async function serve({
  app,
  port,
  host,
  logger,
  limits,
  background = [],
  close = [],
}: ServeOptions): Promise<Server> {
  const server = createAppServer(app, limits);
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
