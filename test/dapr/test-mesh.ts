import { serviceNames, type ServiceName } from '@arcade/contracts';
import {
  apiTokenName,
  appTokenName,
  controlPlaneComponents,
  createSidecar,
  createSupervisor,
  createToolchain,
  daprSecrets,
  openInstance,
  sidecarHasApp,
  sidecarOf,
  silentProgress,
  type Instance,
} from '@arcade/local-platform';
import { eventually, manageBroker, testMongo, testMysql, testRedis, testVhost } from '@arcade/testing';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent } from 'undici';
import { startTestApp, type TestApp } from './test-app.ts';

interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Instead of the app's own API token. */
  readonly token?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What the app of carts asks for: an event that is for carts, and one that is for orders. */
export const forCarts = 'orders.order-confirmed';
export const forOrders = 'payments.payment-captured';

const root = join(import.meta.dirname, '../..');

/**
 * Sidecars under the names of all services, with the components, access control and mTLS of the platform, in front of
 * small apps that answer everything.
 */
export async function startTestMesh() {
  const toolchain = createToolchain(root, silentProgress);
  const instance = openInstance({ root, name: 'tests-dapr', cacheDir: toolchain.cacheDir });
  await rm(instance.dir, { recursive: true, force: true });
  const stores = await Promise.all([testRedis(), testMongo('dapr'), testMysql('dapr'), testVhost('dapr')]);
  const [redis, mongo, mysql, vhost] = stores;
  const secrets = daprSecrets({ redis: redis.url, mongodb: mongo.url, rabbitmq: vhost.url, mysql: mysql.url });
  const sidecars = serviceNames.map((appId) =>
    createSidecar({
      appId,
      after: [],
      appPort: (context) => context.port(appId, 'http'),
      secrets: async () => secrets,
      env: toolchain.env,
    }),
  );
  const components = [...controlPlaneComponents(toolchain.env), ...sidecars];
  await instance.assignPorts([
    ...components.flatMap(({ name, ports }) => ports.map((port) => `${name}.${port}`)),
    ...serviceNames.map((name) => `${name}.http`),
  ]);
  const apps = await startApps(instance);
  const supervisor = createSupervisor({ instance, components, say: () => {} });

  const agent = new Agent();
  const stop = async () => {
    await agent.close();
    await supervisor.stop();
    await Promise.all([...apps.values()].map((app) => app.stop()));
    await Promise.all(stores.map((store) => store.drop()));
    await rm(instance.dir, { recursive: true, force: true });
  };
  try {
    await supervisor.start();
    await eventually(
      async () => (await Promise.all(serviceNames.map((name) => sidecarHasApp(instance, name)))).every(Boolean),
      { timeoutMs: 60_000 },
    );
  } catch (error) {
    await stop();
    throw error;
  }

  const api = async (app: ServiceName, method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    // An agent sends the path as it is; `request` and `fetch` would resolve its dots.
    const { statusCode, body } = await agent.request({
      origin: `http://127.0.0.1:${instance.port(sidecarOf(app), 'http')}`,
      path,
      method,
      headers: {
        'dapr-api-token': options.token ?? instance.secret(apiTokenName(app)),
        'content-type': 'application/json',
        ...options.headers,
      },
      body: options.body ?? (method === 'GET' || method === 'DELETE' ? null : '{}'),
    });
    return { status: statusCode, body: await body.text() };
  };
  return {
    api,
    /** Calls an operation of an app through the caller's sidecar. */
    invoke: (caller: ServiceName, app: ServiceName, method: string, path: string, options?: CallOptions) =>
      eventually(
        async () => {
          const answer = await api(caller, method, `/v1.0/invoke/${app}/method${path}`, options);
          return !isBusy(answer) && answer;
        },
        { timeoutMs: 30_000, intervalMs: 200 },
      ),
    /** What has reached an app so far, without health checks. */
    received: (app: ServiceName) => apps.get(app)?.received ?? [],
    /** What the app of carts did with each delivery. */
    delivered: () => apps.get('carts')?.delivered ?? [],
    /** Names of the broker's queues. */
    queues: async () => {
      const queues = (await manageBroker('GET', `/api/queues${new URL(vhost.url).pathname}`)) as { name: string }[];
      return queues.map(({ name }) => name);
    },
    appToken: (app: ServiceName) => instance.secret(appTokenName(app)),
    stop,
  };
}
/** The apps share one event loop with the test: where that is late, a sidecar takes its app for dead and passes nothing on. */
const isBusy = ({ status, body }: Answer) => status === 500 && body.includes('app is not in a healthy state');
export type TestMesh = Awaited<ReturnType<typeof startTestMesh>>;

async function startApps(instance: Instance): Promise<ReadonlyMap<ServiceName, TestApp>> {
  const started = serviceNames.map(async (name) => {
    const isCarts = name === 'carts';
    const options = {
      port: instance.port(name, 'http'),
      topics: isCarts ? [forCarts, forOrders] : [],
      hostsActors: isCarts,
    };
    return [name, await startTestApp(options)] as const;
  });
  return new Map(await Promise.all(started));
}
