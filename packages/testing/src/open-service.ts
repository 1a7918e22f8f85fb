import type { ServiceName } from '@arcade/contracts';
import type { ServiceOverrides } from '@arcade/messaging';
import type { Dapr } from '@arcade/service-defaults';
import { connectMysql } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import { directDapr, type DirectDapr, type Origins } from './direct-dapr.ts';
import { serviceEnvFor } from './service-env-for.ts';
import { startApp, type Startable, type StartedApp } from './start-app.ts';
import { startProcess, type ServiceProcess } from './start-process.ts';
import { testMysql, type TestStore } from './test-part.ts';

/** As its environment would say them. */
export type Settings = Readonly<Record<string, unknown>>;

/** What the package of a service gives. */
export interface ServiceParts<Config> {
  readonly Config: { parse(env: unknown): Config };
  readonly create: (config: Config, overrides: ServiceOverrides) => Promise<Startable>;
}

export interface OpenServiceOptions {
  /** Its neighbours; it puts itself among them. Who is not there does not answer. */
  readonly origins?: Origins;
  readonly settings?: Settings;
  /** Default: a schema of MySQL of its own. */
  readonly store?: TestStore;
  /** Whether relays, sweepers and the like run from the beginning; default true. */
  readonly background?: boolean;
  /** What it takes for its sidecar. */
  readonly sidecar?: (direct: DirectDapr) => Dapr;
}

export interface OpenService {
  /** Where requests go now: to the last that was started. */
  readonly origin: string;
  readonly url: string;
  /** The name of its schema or database. */
  readonly schema: string;
  readonly origins: Origins;
  readonly dapr: DirectDapr;
  /** Its own store; only of those that have it in MySQL. */
  readonly db: <Tables>() => Kysely<Tables>;
  readonly query: <Row>(text: string) => Promise<readonly Row[]>;
  /** Ends the service, but for its replicas, and starts it with these settings. */
  readonly restart: (settings?: Settings, background?: boolean) => Promise<void>;
  /** Another one beside it. */
  readonly replica: (settings?: Settings, background?: boolean) => Promise<StartedApp>;
  /** Another one beside it as a process of its own, which can be killed or dies at a failpoint; requests go to it meanwhile. */
  readonly process: (settings?: Settings) => Promise<ServiceProcess>;
  /** Ends the service, but for its replicas. */
  readonly stop: () => Promise<void>;
  /** Ends everything, and drops the store. */
  readonly close: () => Promise<void>;
}

/** A service for real in this process over a store of its own, with no sidecar between it and its neighbours. */
export async function openService<Config>(
  name: ServiceName,
  { Config, create }: ServiceParts<Config>,
  { origins = {}, settings = {}, store, background = true, sidecar = (direct) => direct }: OpenServiceOptions = {},
): Promise<OpenService> {
  const { url, drop } = store ?? (await testMysql(name));
  const { protocol, pathname } = new URL(url);
  const dapr = directDapr(origins, name);
  /** Replicas share it, so none of them may close it. */
  const shared: Dapr = Object.create(sidecar(dapr), { close: { value: async () => {} } }) as Dapr;
  const envOf = (more: Settings) =>
    serviceEnvFor({ [protocol === 'mysql:' ? 'MYSQL_URL' : 'MONGODB_URL']: url, ...settings, ...more });
  const ends: (() => Promise<unknown>)[] = [];
  let db: Kysely<never> | undefined;

  async function replica(more: Settings = {}, hasBackground = true): Promise<StartedApp> {
    const created = await create(Config.parse(envOf(more)), { dapr: shared });
    const app = await startApp(created, { background: hasBackground });
    ends.push(app.stop);
    origins[name] = app.origin;
    return app;
  }
  let main = await replica({}, background);
  const connected = () => (db ??= connectMysql<never>({ url, poolSize: 4 }));
  return {
    get origin() {
      return origins[name] ?? '';
    },
    url,
    schema: pathname.slice(1),
    dapr,
    origins,
    db: <Tables>() => connected() as unknown as Kysely<Tables>,
    query: async <Row>(text: string) => (await sql.raw<Row>(text).execute(connected())).rows,
    async restart(more, hasBackground) {
      await main.stop();
      main = await replica(more, hasBackground);
    },
    replica,
    async process(more = {}) {
      const child = await startProcess(name, envOf(more), shared);
      ends.push(child.kill);
      origins[name] = child.origin;
      void child.exited.then(() => (origins[name] = main.origin));
      return child;
    },
    stop: () => main.stop(),
    async close() {
      for (const end of ends) await end();
      await dapr.close();
      await db?.destroy();
      await drop();
    },
  };
}
