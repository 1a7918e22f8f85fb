import { createDapr, loadConfig, type Dapr } from '@arcade/service-defaults';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { startDaprd, type RunningDaprd } from './daprd-process.ts';
import { freePort } from './free-port.ts';
import { writeResources, type DaprComponent } from './sidecar-resources.ts';
import { testApiToken, testAppToken } from './test-keys.ts';
import { testVhost } from './test-vhost.ts';

export interface TestSidecarOptions {
  readonly appId: string;
  readonly appPort: number;
  /** URL of a RabbitMQ virtual host that sidecars share; default: one of its own. */
  readonly vhost?: string;
  /** Beside `pubsub`. */
  readonly components?: readonly DaprComponent[];
  /** Default: a free one. Give the one the app was told in DAPR_HTTP_PORT. */
  readonly httpPort?: number;
}

export interface TestSidecar {
  readonly dapr: Dapr;
  readonly httpPort: number;
  readonly apiToken: string;
  readonly appToken: string;
  /** The virtual host it publishes into. */
  readonly vhost: string;
  /** Waits until the sidecar has found the app and subscribed for it. */
  readonly ready: () => Promise<void>;
  /** Ends the sidecar as a crash would; `start` brings it back with the same ports. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Ends it and removes what it made. */
  readonly stop: () => Promise<void>;
}

/**
 * A real daprd (without mTLS, placement and scheduler) beside an app. It waits until the sidecar can be used, and, if the
 * app listens already, until it has subscribed; otherwise call `ready` after starting the app.
 * @throws Error with daprd's last words when it does not start
 */
export async function testSidecar(options: TestSidecarOptions): Promise<TestSidecar> {
  const { ARCADE_DAPRD } = loadConfig(z.object({ ARCADE_DAPRD: z.string() }));
  const { appId, appPort, components = [] } = options;
  const httpPort = options.httpPort ?? (await freePort());
  const ownVhost = options.vhost === undefined ? await testVhost(appId) : undefined;
  const vhost = options.vhost ?? ownVhost?.url ?? '';
  const dir = await mkdtemp(join(tmpdir(), `arcade-${appId}-`));
  const { config, resources } = await writeResources(dir, vhost, components);
  const ports = { app: appPort, http: httpPort, grpc: await freePort(), internal: await freePort() };
  const launch = () => startDaprd({ binary: ARCADE_DAPRD, appId, dir, config, resources, ports });
  const dapr = createDapr({ httpPort, apiToken: testApiToken });

  const remove = async () => {
    await dapr.close();
    await rm(dir, { recursive: true, force: true });
    await ownVhost?.drop();
  };

  let running: RunningDaprd;
  try {
    running = await launch();
    if (await listens(appPort)) await running.waitFor('/v1.0/healthz');
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    dapr,
    httpPort,
    apiToken: testApiToken,
    appToken: testAppToken,
    vhost,
    ready: () => running.waitFor('/v1.0/healthz'),
    kill: () => running.end('SIGKILL'),
    async start() {
      running = await launch();
    },
    async stop() {
      await running.end('SIGTERM');
      await remove();
    },
  };
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
