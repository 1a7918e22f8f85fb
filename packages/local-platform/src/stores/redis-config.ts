export interface RedisConfigOptions {
  readonly dir: string;
  readonly port: number;
  readonly password: string;
}

/** The server's configuration: every write in an append-only file, at most a second and a half of them lost with the machine. */
export const redisConfig = ({ dir, port, password }: RedisConfigOptions): string =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(dir)}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'daemonize no',
    'maxmemory-policy noeviction',
    // Looks after itself twice a second instead of ten times.
    'hz 2',
    // Many, because each test takes one.
    'databases 128',
    '',
  ].join('\n');
