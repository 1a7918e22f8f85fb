import { mailStore } from './mail-store.ts';
import { mongodbStore } from './mongodb-store.ts';
import { mysqlStore } from './mysql-store.ts';
import { rabbitmqStore } from './rabbitmq-store.ts';
import { redisStore } from './redis-store.ts';
import type { Store } from './store.ts';

/** The stores there are, as the chart's values call them. The broker takes longest to start, so it begins first. */
export const stores = {
  rabbitmq: rabbitmqStore,
  mysql: mysqlStore,
  mongodb: mongodbStore,
  redis: redisStore,
  mail: mailStore,
} satisfies Readonly<Record<string, Store>>;

export type StoreName = keyof typeof stores;
export const storeNames = Object.keys(stores) as readonly StoreName[];
export const storeOf = (name: StoreName): Store => stores[name];
