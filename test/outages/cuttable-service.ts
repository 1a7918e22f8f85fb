import type { ServiceEntry } from '@arcade/local-platform/service-map';
import {
  cuttableUrl,
  directDapr,
  serviceEnvFor,
  startApp,
  testMongo,
  testMysql,
  testRedis,
  type TestStore,
} from '@arcade/testing';
import type * as z from 'zod';

export interface CuttableService {
  readonly origin: string;
  /** Its stores are killed, as far as it can tell. */
  readonly cut: () => Promise<unknown>;
  readonly mend: () => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

type Create = (config: unknown, overrides: object) => Promise<Parameters<typeof startApp>[0]>;

/** No neighbour answers: what is asked of one is not under test. */
const overrides = { dapr: { ...directDapr({}, 'orders'), close: async () => {} } };
/** Settings that a service cannot start without. */
const settings = {
  PUBLIC_URL: 'http://shop.test',
  SMTP_URL: 'smtp://127.0.0.1:9',
  SANDBOX_URL: 'http://127.0.0.1:9',
  SANDBOX_WEBHOOK_SECRET: 'a secret for webhooks',
};

const openStores: Readonly<Record<string, (service: string) => Promise<TestStore>>> = {
  mysql: (service) => testMysql(`outage_${service}`),
  mongodb: (service) => testMongo(`outage_${service}`),
  redis: () => testRedis(),
};

/** Starts a service, `create<Name>` of its `app.ts`, with stores that can be cut. */
export async function startCuttable({ name, stores: needed }: ServiceEntry): Promise<CuttableService> {
  const source = `../../services/${name}/src`;
  const { Config } = (await import(`${source}/config.ts`)) as { readonly Config: z.ZodType };
  const app = (await import(`${source}/app.ts`)) as Readonly<Record<string, Create>>;
  const create = app[`create${name.charAt(0).toUpperCase()}${name.slice(1)}`];
  if (create === undefined) throw new Error(`services/${name}/src/app.ts exports no create function of its name`);
  const stores: TestStore[] = [];
  const ways: Awaited<ReturnType<typeof cuttableUrl>>[] = [];
  const urls: Record<string, string> = {};
  for (const store of needed) {
    const opened = await openStores[store]?.(name);
    if (opened === undefined) continue;
    const way = await cuttableUrl(opened.url);
    stores.push(opened);
    ways.push(way);
    urls[`${store.toUpperCase()}_URL`] = way.url;
  }
  const started = await startApp(await create(Config.parse(serviceEnvFor({ ...settings, ...urls })), overrides));
  return {
    origin: started.origin,
    cut: () => Promise.all(ways.map((way) => way.cut())),
    mend: () => Promise.all(ways.map((way) => way.mend())),
    async stop() {
      await started.stop();
      for (const way of ways) await way.stop();
      for (const store of stores) await store.drop();
    },
  };
}
