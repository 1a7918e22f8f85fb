import type { ServiceName } from '@arcade/contracts';
import type { MongoServiceEnv } from '@arcade/service-defaults';
import { connectMongo, createMongoIdempotent, pingMongo } from '@arcade/service-defaults/mongo';
import type { Connection } from 'mongoose';
import { createRuntime, type ServiceOverrides, type ServiceRuntime } from '../service-runtime.ts';

export interface MongoRuntime extends ServiceRuntime {
  readonly connection: Connection;
}

/** Opens a service that keeps its state in MongoDB. */
export async function createMongoRuntime(
  service: ServiceName,
  config: MongoServiceEnv,
  overrides: ServiceOverrides,
): Promise<MongoRuntime> {
  const connection = await connectMongo(config.MONGODB_URL);
  return {
    ...createRuntime(service, config, overrides),
    connection,
    idempotent: await createMongoIdempotent(connection),
    store: {
      readiness: { mongodb: () => pingMongo(connection) },
      background: [],
      close: () => connection.close(),
    },
  };
}
