import type { InstanceContext, ToolchainContext } from '../context.ts';
import { createMysqlSchema } from '../stores/mysql-administration.ts';
import {
  mongoDatabaseUrl,
  mysqlSchemaPassword,
  mysqlSchemaUrl,
  storeUrls,
  storeVariables,
  type StoreName,
} from '../stores/store-components.ts';
import { createVhost } from './rabbitmq-vhost.ts';

type Environment = ToolchainContext['env'];

/** What the instances of one machine call their databases; the instance has to be part of it on shared servers. */
export interface ServiceDatabases {
  /** The service's own schema, made when it is not there. */
  readonly mysql: (service: string) => Promise<string>;
  readonly mongodb: (service: string) => string;
  readonly mongodbName: (service: string) => string;
  /** A virtual host of the instance on a shared broker, made when it is not there. */
  readonly rabbitmq: () => Promise<string>;
  /** URL of a service's MySQL schema, without making it. */
  readonly mysqlUrl: (service: string) => string;
}

export function serviceDatabases(instance: InstanceContext & { readonly name: string }, env: Environment) {
  const isShared = (store: StoreName) => (env[storeVariables[store]] ?? '') !== '';
  const nameOn = (store: StoreName, service: string) =>
    isShared(store) ? `${instance.name}_${service}`.replaceAll('-', '_') : service;
  const mysqlUrl = (service: string) => mysqlSchemaUrl(instance, env, nameOn('mariadb', service));
  const databases: ServiceDatabases = {
    mysqlUrl,
    async mysql(service) {
      const name = nameOn('mariadb', service);
      await createMysqlSchema(storeUrls(instance, env).mysqlAdmin, {
        name,
        password: mysqlSchemaPassword(instance, name),
        collation: service === actorsSchema ? 'utf8mb4_bin' : 'utf8mb4_unicode_ci',
      });
      return mysqlUrl(service);
    },
    mongodb: (service) => mongoDatabaseUrl(instance, env, nameOn('mongodb', service)),
    mongodbName: (service) => nameOn('mongodb', service),
    async rabbitmq() {
      const { rabbitmq, rabbitmqManagement } = storeUrls(instance, env);
      if (!isShared('rabbitmq') || rabbitmqManagement === undefined) return rabbitmq;
      return createVhost(rabbitmq, rabbitmqManagement, `arcade-${instance.name}`);
    },
  };
  return databases;
}

/** Where Dapr keeps actor state. */
export const actorsSchema = 'dapr_actors';
/** Where Dapr keeps preferences. */
export const preferencesDatabase = 'dapr_preferences';
