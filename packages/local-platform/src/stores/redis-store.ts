import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateEnvironment } from './private-environment.ts';
import { answers } from './probe.ts';
import { redisConfig } from './redis-config.ts';
import { installServer, missingPackages, requireServer, serverVersion, type ServerProgram } from './server-program.ts';
import type { Store } from './store.ts';

const urlVariable = 'ARCADE_REDIS_URL';

export const redis: ServerProgram = {
  title: 'Redis',
  query: { names: ['redis-server', 'valkey-server'], pattern: /v=(\d+\.\d+\.\d+)/, minimum: [7, 0] },
  packages: ['redis-server'],
  urlVariable,
};

/** The server for sessions, rate limits and live updates. */
export const redisStore: Store = {
  urlVariable,
  serviceVariable: 'REDIS_URL',
  missing: missingPackages(redis),
  urls: (instance) => ({
    [urlVariable]: `redis://:${instance.secret('redis')}@127.0.0.1:${instance.port('redis', 'redis')}/`,
  }),
  dapr: {
    secrets(text) {
      const url = new URL(text);
      return {
        'redis-host': `${url.hostname}:${url.port || 6379}`,
        'redis-username': decodeURIComponent(url.username),
        'redis-password': decodeURIComponent(url.password),
        'redis-database': url.pathname.slice(1) || '0',
        'redis-tls': String(url.protocol === 'rediss:'),
      };
    },
  },
  component: (env, apt) => ({
    name: 'redis',
    dependsOn: [],
    ports: ['redis'],
    install: (toolchain) => installServer(redis, apt, toolchain),
    version: () => serverVersion(redis, env),
    async prepare(instance) {
      const { path } = await requireServer(redis, env);
      const dir = instance.dataDir('redis');
      const config = join(dir, 'redis.conf');
      const settings = { dir, port: instance.port('redis', 'redis'), password: instance.secret('redis') };
      await writeFile(config, redisConfig(settings), { mode: 0o600 });
      return { command: path, args: [config], env: privateEnvironment(env, dir), cwd: dir };
    },
    // While it reads its file it answers -LOADING.
    healthy: (instance) =>
      answers(instance.port('redis', 'redis'), `AUTH ${instance.secret('redis')}\r\nPING\r\n`, '+PONG'),
  }),
};
