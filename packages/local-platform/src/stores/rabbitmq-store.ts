import { existsSync } from 'node:fs';
import { chmod, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceContext } from '../context.ts';
import { privateEnvironment } from './private-environment.ts';
import { answers, answersHttp } from './probe.ts';
import { rabbitmqVhosts } from './rabbitmq-administration.ts';
import { rabbitmqAdvancedConfig, rabbitmqConfig, rabbitmqEnvironment, type RabbitmqPorts } from './rabbitmq-config.ts';
import { runBriefly, type Environment } from './run-briefly.ts';
import { installServer, missingPackages, requireServer, serverVersion, type ServerProgram } from './server-program.ts';
import type { Store } from './store.ts';
import { versionIn } from './version.ts';

const urlVariable = 'ARCADE_RABBITMQ_URL';
/** Of the management plugin's HTTP API: the protocol itself cannot make virtual hosts. */
const managementVariable = 'ARCADE_RABBITMQ_MANAGEMENT_URL';
const user = 'arcade';

export const rabbitmq: ServerProgram = {
  title: 'RabbitMQ',
  query: {
    names: ['rabbitmq-server'],
    minimum: [3, 10],
    below: [5],
    // What Debian puts on PATH is a wrapper that changes the user.
    folders: ['/usr/lib/rabbitmq/bin'],
    readVersion: async (path) => versionIn(await realpath(path), /rabbitmq_server-(\d+\.\d+\.\d+)/),
  },
  packages: ['rabbitmq-server'],
  urlVariable,
};

const portsOf = (instance: InstanceContext): RabbitmqPorts => ({
  amqp: instance.port('rabbitmq', 'amqp'),
  dist: instance.port('rabbitmq', 'dist'),
  epmd: instance.port('rabbitmq', 'epmd'),
  management: instance.port('rabbitmq', 'management'),
});

function urls(instance: InstanceContext) {
  const { amqp, management } = portsOf(instance);
  const account = `${user}:${instance.secret('rabbitmq')}`;
  return {
    [urlVariable]: `amqp://${account}@127.0.0.1:${amqp}/`,
    [managementVariable]: `http://${account}@127.0.0.1:${management}/`,
  };
}

function environment(env: Environment, instance: InstanceContext) {
  const home = instance.dataDir('rabbitmq');
  return { ...privateEnvironment(env, home), ...rabbitmqEnvironment({ home, ports: portsOf(instance) }) };
}

/** The broker. Its management plugin is on: people look at queues with it, tests make virtual hosts. */
export const rabbitmqStore: Store = {
  urlVariable,
  serviceVariable: 'RABBITMQ_URL',
  missing: missingPackages(rabbitmq),
  urls,
  parts: { ...rabbitmqVhosts(urlVariable, managementVariable), onSharedOnly: true },
  dapr: { part: 'events', secrets: (url) => ({ 'rabbitmq-connection-string': url }) },
  component: (env, apt) => ({
    name: 'rabbitmq',
    dependsOn: [],
    ports: ['amqp', 'dist', 'epmd', 'management'],
    install: (toolchain) => installServer(rabbitmq, apt, toolchain),
    version: () => serverVersion(rabbitmq, env),
    async prepare(instance) {
      const { path } = await requireServer(rabbitmq, env);
      const home = instance.dataDir('rabbitmq');
      await writeFiles(home, instance);
      return { command: path, args: [], env: environment(env, instance), cwd: home, stopTimeoutMs: 30_000 };
    },
    async healthy(instance) {
      const { amqp, management } = portsOf(instance);
      if (!(await answers(amqp))) return false;
      const credentials = Buffer.from(`${user}:${instance.secret('rabbitmq')}`).toString('base64');
      return answersHttp(`http://127.0.0.1:${management}/api/whoami`, { authorization: `Basic ${credentials}` });
    },
    // The Erlang port mapper outlives the broker that started it.
    async afterStop(instance) {
      const args = ['-port', String(portsOf(instance).epmd), '-kill'];
      await runBriefly('epmd', args, environment(env, instance));
    },
  }),
};

async function writeFiles(home: string, instance: InstanceContext): Promise<void> {
  for (const folder of ['mnesia', 'log', 'generated']) await mkdir(join(home, folder), { recursive: true });
  const cookie = join(home, '.erlang.cookie');
  if (!existsSync(cookie)) await writeFile(cookie, instance.secret('rabbitmq-cookie').slice(0, 32), { mode: 0o400 });
  await chmod(cookie, 0o400);
  const config = rabbitmqConfig({ ports: portsOf(instance), user, password: instance.secret('rabbitmq') });
  await writeFile(join(home, 'rabbitmq.conf'), config, { mode: 0o600 });
  await writeFile(join(home, 'advanced.config'), rabbitmqAdvancedConfig);
  await writeFile(join(home, 'env.conf'), '');
  await writeFile(join(home, 'enabled_plugins'), '[rabbitmq_management].\n');
}
