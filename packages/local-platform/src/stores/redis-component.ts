import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { privateEnvironment } from './private-environment.ts';
import { answers } from './probe.ts';
import { redisConfig } from './redis-config.ts';
import type { Environment } from './run-briefly.ts';
import { installServer, requireServer, serverVersion, type ServerStore } from './server-store.ts';

export const redis: ServerStore = {
  title: 'Redis',
  query: { names: ['redis-server', 'valkey-server'], pattern: /v=(\d+\.\d+\.\d+)/, minimum: [7, 0] },
  packages: ['redis-server'],
  urlVariable: 'ARCADE_REDIS_URL',
};

export const privateRedisUrl = (instance: InstanceContext): string =>
  `redis://:${instance.secret('redis')}@127.0.0.1:${instance.port('redis', 'redis')}/`;

/** The server for sessions, rate limits and live updates. */
export function createRedis(env: Environment, apt: (toolchain: ToolchainContext) => Promise<void>): Component {
  return {
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
  };
}
