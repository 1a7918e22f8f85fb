/** What money and stock rely on (checked at each start too). Names as both MariaDB and MySQL know them. */
export const requiredSettings = {
  innodb_flush_log_at_trx_commit: '1',
  sync_binlog: '1',
  innodb_rollback_on_timeout: '1',
  innodb_lock_wait_timeout: '5',
  transaction_isolation: 'READ-COMMITTED',
} as const;

const sqlMode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

export interface MysqlConfigOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly initFile: string;
}

/** The server's option file. Paths may hold spaces. */
export function mysqlConfig({ dataDir, port, initFile }: MysqlConfigOptions): string {
  const settings: Readonly<Record<string, string | number>> = {
    ...requiredSettings,
    sql_mode: sqlMode,
    character_set_server: 'utf8mb4',
    collation_server: 'utf8mb4_unicode_ci',
    default_time_zone: "'+00:00'",
    datadir: quoted(dataDir),
    init_file: quoted(initFile),
    bind_address: '127.0.0.1',
    port,
    // Relative to the data folder: an absolute path could be longer than a socket's name may be.
    socket: 'mysql.sock',
    pid_file: 'mysql.pid',
    skip_name_resolve: 1,
    max_connections: 600,
    innodb_buffer_pool_size: '256M',
    innodb_log_file_size: '48M',
    performance_schema: 0,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return ['[mysqld]', ...lines, ''].join('\n');
}

const quoted = (path: string) => `"${path.replaceAll('\\', '\\\\')}"`;

/** Runs before the server accepts connections, at each start: only our account can come in over the network. */
export const mysqlInitSql = (password: string): string =>
  [
    `CREATE USER IF NOT EXISTS 'arcade'@'127.0.0.1';`,
    `ALTER USER 'arcade'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO 'arcade'@'127.0.0.1' WITH GRANT OPTION;`,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    `DROP USER IF EXISTS 'root'@'127.0.0.1';`,
    `DROP USER IF EXISTS 'root'@'::1';`,
    '',
  ].join('\n');

/** Settings that are not as they have to be, in words. */
export const wrongSettings = (actual: Readonly<Record<string, string>>): readonly string[] => {
  const wrong = Object.entries(requiredSettings)
    .filter(([name, wanted]) => actual[name] !== wanted)
    .map(([name, wanted]) => `${name} is ${actual[name] ?? 'unknown'}, not ${wanted}`);
  const strict = actual['sql_mode']?.includes('STRICT_TRANS_TABLES') === true;
  return strict ? wrong : [...wrong, 'sql_mode is not strict'];
};
