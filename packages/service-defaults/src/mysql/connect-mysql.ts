import { Kysely, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';

export interface MysqlOptions {
  /** `mysql://user:password@host:port/database` */
  readonly url: string;
  /** Connections at most; default 20. */
  readonly poolSize?: number;
}

/**
 * A pool whose sessions read committed and speak UTC. BIGINT comes back as a string (values past 2^53 would be wrong as
 * numbers), DATETIME as a Date with milliseconds.
 */
export function connectMysql<Tables>({ url, poolSize = 20 }: MysqlOptions): Kysely<Tables> {
  const pool = createPool({
    uri: url,
    connectionLimit: poolSize,
    maxIdle: poolSize,
    supportBigNumbers: true,
    bigNumberStrings: true,
    timezone: 'Z',
    enableKeepAlive: true,
  });
  pool.on('connection', (connection) => {
    connection.query("SET SESSION transaction_isolation = 'READ-COMMITTED', time_zone = '+00:00'", () => {});
  });
  return new Kysely<Tables>({ dialect: new MysqlDialect({ pool }) });
}
