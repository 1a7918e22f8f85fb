import type { RequestListener } from 'node:http';
import { createAppServer, type ServerLimits } from '@arcade/service-defaults';
import { listen } from './free-port.ts';

/** What `createX` of a service gives, or just its application. */
export interface Startable {
  readonly app: RequestListener;
  readonly limits?: ServerLimits;
  readonly background?: readonly { start(): void | Promise<void>; stop(): void | Promise<void> }[];
  readonly close?: readonly (() => Promise<unknown>)[];
}

export interface StartedApp {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  /** Stops listening, the background work and the connections, in that order. Calling it again does nothing. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  /** Default: a free one below 32768. */
  readonly port?: number;
  /** Whether relays, sweepers and the like run; default true. */
  readonly background?: boolean;
}

/** Serves a service inside the test's process, as `serve` does but without signals. */
export async function startApp(created: Startable, options: StartOptions = {}): Promise<StartedApp> {
  const server = createAppServer(created.app, created.limits);
  const port = await listen(server, options.port);
  const background = options.background === false ? [] : (created.background ?? []);
  for (const work of background) await work.start();
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    for (const work of background.toReversed()) await work.stop();
    for (const end of created.close ?? []) await end();
  };
  return { origin: `http://127.0.0.1:${port}`, port, stop: () => (stopped ??= stop()) };
}
