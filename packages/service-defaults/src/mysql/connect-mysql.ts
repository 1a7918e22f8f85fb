import { Kysely, MysqlDialect, type Driver } from 'kysely';
import { createPool } from 'mysql2';
import { BatchingDriver } from './batching-driver.ts';

export interface MysqlOptions {
  /** `mysql://user:password@host:port/database` */
  readonly url: string;
  /** Connections at most; default 20. */
  readonly poolSize?: number;
}

/**
 * Whatever a server's operators have chosen: what does not fit into a column is an error, and a backslash escapes, as it
 * does where values become parts of statements.
 */
const sqlMode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/** MariaDB 10.11 and MySQL 8 name the variable of the isolation level differently; both know the statement. */
const settings = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION time_zone = '+00:00', sql_mode = '${sqlMode}'`,
];

/**
 * A pool whose sessions read committed, are strict and speak UTC. BIGINT comes back as a string (values past 2^53 would be wrong as
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
    // For the batches of our own driver. Values never become statements: all are parameters, escaped one by one.
    multipleStatements: true,
  });
  pool.on('connection', (connection) => {
    for (const setting of settings) {
      // A session with other rules than ours must not be used.
      connection.query(setting, (error) => void (error !== null && connection.destroy()));
    }
  });
  return new Kysely<Tables>({ dialect: new BatchingDialect({ pool }) });
}

class BatchingDialect extends MysqlDialect {
  override createDriver(): Driver {
    return new BatchingDriver(super.createDriver());
  }
}
