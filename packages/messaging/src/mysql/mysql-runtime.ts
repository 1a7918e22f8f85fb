import type { ServiceName } from '@arcade/contracts';
import { createLoop, type MysqlServiceEnv } from '@arcade/service-defaults';
import {
  connectMysql,
  createMysqlIdempotent,
  forgetOldKeys,
  idempotencyMigration,
  migrate,
  pingMysql,
  type Migration,
} from '@arcade/service-defaults/mysql';
import type { Kysely } from 'kysely';
import { createRuntime, type ServiceOverrides, type ServiceRuntime } from '../service-runtime.ts';
import { messagingMigrations } from './migrations.ts';

export interface MysqlRuntime<Tables> extends ServiceRuntime {
  readonly db: Kysely<Tables>;
}

/** Opens a service that keeps its state in MySQL; its schema is up to date afterwards. */
export async function createMysqlRuntime<Tables>(
  service: ServiceName,
  config: MysqlServiceEnv,
  migrations: readonly Migration[],
  overrides: ServiceOverrides,
): Promise<MysqlRuntime<Tables>> {
  const runtime = createRuntime(service, config, overrides);
  const db = connectMysql<Tables>({ url: config.MYSQL_URL, poolSize: config.MYSQL_POOL_SIZE });
  await migrate(db, [idempotencyMigration, ...messagingMigrations, ...migrations]);
  return {
    ...runtime,
    db,
    idempotent: createMysqlIdempotent(db),
    store: {
      readiness: { mysql: () => pingMysql(db) },
      background: [createLoop('old idempotency keys', 3_600_000, () => forgetOldKeys(db), runtime.logger)],
      close: () => db.destroy(),
    },
  };
}
