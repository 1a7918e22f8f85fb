import type { Component } from '../component.ts';
import type { InstanceContext } from '../context.ts';
import { createMail, privateSmtpUrl } from './mail-component.ts';
import { createMariadb, mariadb, mariadbUrl } from './mariadb-component.ts';
import { createMongo, missingForMongo, privateMongoUrl } from './mongo-component.ts';
import { createRabbitmq, privateRabbitmqManagementUrl, privateRabbitmqUrl, rabbitmq } from './rabbitmq-component.ts';
import { createRedis, privateRedisUrl, redis } from './redis-component.ts';
import type { Environment } from './run-briefly.ts';
import { missingPackages } from './server-store.ts';
import { createSharedApt } from './shared-apt.ts';

/** How each store is named in the environment when it is somebody else's. */
export const storeVariables = {
  mariadb: 'ARCADE_MYSQL_URL',
  redis: 'ARCADE_REDIS_URL',
  rabbitmq: 'ARCADE_RABBITMQ_URL',
  mongodb: 'ARCADE_MONGODB_URL',
  mail: 'ARCADE_SMTP_URL',
} as const;
export type StoreName = keyof typeof storeVariables;

const given = (env: Environment, store: StoreName): string | undefined => env[storeVariables[store]] || undefined;

/** The stores that this machine has to run: all but those the environment names a server for. */
export function storeComponents(env: Environment): readonly Component[] {
  const wanted = (store: StoreName) => given(env, store) === undefined;
  const parts = [
    ...[rabbitmq, mariadb, redis].filter(({ urlVariable }) => !env[urlVariable]).map(missingPackages),
    ...(wanted('mongodb') ? [missingForMongo] : []),
  ];
  const apt = createSharedApt(parts);
  // The broker takes longest, so it begins first.
  const all = [
    createRabbitmq(env, apt),
    createMariadb(env, apt),
    createMongo(env, apt),
    createRedis(env, apt),
    createMail(env),
  ];
  return all.filter(({ name }) => wanted(name as StoreName));
}

/** Where the stores of an instance are. */
export interface StoreUrls {
  /** An account that may create schemas and accounts. */
  readonly mysqlAdmin: string;
  readonly mongo: string;
  readonly redis: string;
  readonly rabbitmq: string;
  /** Undefined for a broker of somebody else who names none (ARCADE_RABBITMQ_MANAGEMENT_URL). */
  readonly rabbitmqManagement: string | undefined;
  readonly smtp: string;
}

/** Each is worked out when it is read, so that an instance without one of the stores has the others' URLs. */
export const storeUrls = (instance: InstanceContext, env: Environment): StoreUrls => ({
  get mysqlAdmin() {
    return given(env, 'mariadb') ?? mariadbUrl(instance);
  },
  get mongo() {
    return given(env, 'mongodb') ?? privateMongoUrl(instance);
  },
  get redis() {
    return given(env, 'redis') ?? privateRedisUrl(instance);
  },
  get rabbitmq() {
    return given(env, 'rabbitmq') ?? privateRabbitmqUrl(instance);
  },
  get rabbitmqManagement() {
    const own = given(env, 'rabbitmq') === undefined;
    return own ? privateRabbitmqManagementUrl(instance) : env['ARCADE_RABBITMQ_MANAGEMENT_URL'];
  },
  get smtp() {
    return given(env, 'mail') ?? privateSmtpUrl(instance);
  },
});

/** The password of a schema's own account in this instance (`createMysqlSchema`). */
export const mysqlSchemaPassword = (instance: InstanceContext, schema: string): string =>
  instance.secret(`mysql-${schema}`);

/** A schema as its own account reaches it. */
export const mysqlSchemaUrl = (instance: InstanceContext, env: Environment, schema: string): string =>
  withParts(storeUrls(instance, env).mysqlAdmin, {
    username: schema,
    password: mysqlSchemaPassword(instance, schema),
    pathname: `/${schema}`,
  });

export const mongoDatabaseUrl = (instance: InstanceContext, env: Environment, database: string): string =>
  withParts(storeUrls(instance, env).mongo, { pathname: `/${database}` });

export const redisDatabaseUrl = (instance: InstanceContext, env: Environment, index: number): string =>
  withParts(storeUrls(instance, env).redis, { pathname: `/${index}` });

function withParts(text: string, parts: Partial<Pick<URL, 'username' | 'password' | 'pathname'>>): string {
  return Object.assign(new URL(text), parts).href;
}
