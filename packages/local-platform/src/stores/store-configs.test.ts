import { describe, expect, it } from '@jest/globals';
import type { InstanceContext } from '../context.ts';
import { mysqlConfig, mysqlInitSql, requiredSettings, wrongSettings } from './mysql-config.ts';
import { privateEnvironment } from './private-environment.ts';
import { rabbitmqConfig, rabbitmqEnvironment } from './rabbitmq-config.ts';
import { redisConfig } from './redis-config.ts';
import { instanceStores } from './instance-stores.ts';
import { storeProcesses } from './store-processes.ts';
import { storeNames, storeOf } from './stores.ts';

describe('mysqlConfig', () => {
  const config = mysqlConfig({ dataDir: '/a b/data', port: 20001, initFile: '/a b/init.sql' });

  it('has every setting that money and stock rely on', () => {
    for (const [name, value] of Object.entries(requiredSettings)) expect(config).toContain(`${name} = ${value}\n`);
    expect(config).toMatch(/sql_mode = .*STRICT_TRANS_TABLES/);
    expect(config).toContain("default_time_zone = '+00:00'\n");
  });

  it('listens on loopback, and holds paths with spaces', () => {
    expect(config).toContain('bind_address = 127.0.0.1\n');
    expect(config).toContain('datadir = "/a b/data"\n');
  });

  it('leaves no account that comes in over the network without a password', () => {
    const sql = mysqlInitSql('secret');
    expect(sql).toContain("ALTER USER 'root'@'localhost' IDENTIFIED BY 'secret';");
    expect(sql).toContain("DROP USER IF EXISTS 'root'@'127.0.0.1';");
  });
});

describe('wrongSettings', () => {
  const right = { ...requiredSettings, sql_mode: 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION' };

  it('finds nothing where all is well', () => {
    expect(wrongSettings(right)).toEqual([]);
  });

  it('names each that is not', () => {
    const actual = { ...right, innodb_flush_log_at_trx_commit: '2', sql_mode: '' };
    expect(wrongSettings(actual)).toEqual(['innodb_flush_log_at_trx_commit is 2, not 1', 'sql_mode is not strict']);
  });
});

it('redisConfig keeps every write, behind a password, on loopback', () => {
  const lines = redisConfig({ dir: '/a b', port: 20002, password: 'secret' }).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining(['bind 127.0.0.1', 'port 20002', 'requirepass secret', 'dir "/a b"', 'appendonly yes']),
  );
});

describe('RabbitMQ', () => {
  const ports = { amqp: 20003, dist: 20004, epmd: 20005, management: 20006 };

  it('listens on loopback with each of its ports', () => {
    const config = rabbitmqConfig({ ports, user: 'arcade', password: 'secret' });
    expect(config).toContain('listeners.tcp.default = 127.0.0.1:20003\n');
    expect(config).toContain('management.tcp.ip = 127.0.0.1\n');
    const env = rabbitmqEnvironment({ home: '/home', ports });
    expect(env).toMatchObject({ RABBITMQ_DIST_PORT: '20004', ERL_EPMD_PORT: '20005', ERL_EPMD_ADDRESS: '127.0.0.1' });
    expect(env['RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS']).toContain('inet_dist_use_interface {127,0,0,1}');
  });

  it("uses nothing of the machine's own broker", () => {
    const env = rabbitmqEnvironment({ home: '/own', ports });
    const files = Object.entries(env).filter(([name]) => /_(BASE|FILE|DIR)$|^HOME$/.test(name));
    expect(files.length).toBeGreaterThanOrEqual(9);
    expect(files.filter(([, path]) => !path.startsWith('/own'))).toEqual([]);
  });
});

it('privateEnvironment passes on where programs are, and nothing else', () => {
  const env = privateEnvironment({ PATH: '/p', MYSQL_TCP_PORT: '1', RABBITMQ_NODENAME: 'x', HOME: '/root' }, '/own');
  expect(Object.keys(env).toSorted()).toEqual(['HOME', 'LANG', 'LC_ALL', 'PATH']);
  expect(env).toMatchObject({ HOME: '/own', PATH: expect.stringMatching(/^\/p:/) });
});

describe('storeProcesses', () => {
  const names = (env: Record<string, string>) => [...storeProcesses(env).values()].map(({ name }) => name);

  it('are all of them where the environment names none', () => {
    expect(names({}).toSorted()).toEqual(['mail', 'mariadb', 'mongodb', 'rabbitmq', 'redis']);
  });

  it('leave out those the environment names; an empty name counts for none', () => {
    const env = { ARCADE_MYSQL_URL: 'mysql://a:b@db/', ARCADE_REDIS_URL: 'redis://r/', ARCADE_RABBITMQ_URL: '' };
    expect(names(env).toSorted()).toEqual(['mail', 'mongodb', 'rabbitmq']);
  });
});

describe('instanceStores', () => {
  const instance: InstanceContext & { readonly name: string } = {
    name: 'e2e-1',
    root: '/root',
    cacheDir: '/cache',
    dir: '/dir',
    dataDir: (component) => `/nowhere/${component}`,
    logFile: (component) => `/nowhere/${component}.log`,
    port: (component, name) => (component + name).length + 20_000,
    secret: (name) => `secret-${name}`,
  };

  it("gives the instance's own servers on loopback", () => {
    const stores = instanceStores(instance, {});
    const servers = stores.servers();
    expect(Object.keys(servers)).toEqual(expect.arrayContaining(storeNames.map((name) => storeOf(name).urlVariable)));
    for (const url of Object.values(servers)) expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(stores.url('mongodb')).toMatch(/\?replicaSet=secantus$/);
  });

  it('calls parts by their owners there, and leaves the broker whole', () => {
    const stores = instanceStores(instance, {});
    expect(new URL(stores.partUrl('mongodb', 'users')).pathname).toBe('/users');
    expect(new URL(stores.partUrl('mysql', 'orders')).pathname).toBe('/orders');
    expect(stores.partUrl('rabbitmq', 'events')).toBe(stores.url('rabbitmq'));
    expect(stores.partUrl('redis', 'gateway')).toBe(stores.url('redis'));
  });

  const shared = {
    ARCADE_MYSQL_URL: 'mysql://admin:a@db:3307/',
    ARCADE_MONGODB_URL: 'mongodb://elsewhere:27017/',
    ARCADE_RABBITMQ_URL: 'amqp://u:p@mq/',
    ARCADE_RABBITMQ_MANAGEMENT_URL: 'http://u:p@mq:15672/',
    PATH: '/bin',
  };

  it('gives the servers of the environment, on which the instance is part of the names', () => {
    const stores = instanceStores(instance, shared);
    const { PATH, ...given } = shared;
    expect(stores.servers()).toMatchObject(given);
    expect(Object.values(stores.servers())).not.toContain(PATH);
    expect(stores.url('redis')).toMatch(/^redis:\/\/:secret-redis@127/);
    expect(stores.partUrl('mysql', 'orders')).toBe(
      'mysql://e2e_1_orders:secret-mysql-e2e_1_orders@db:3307/e2e_1_orders',
    );
    expect(new URL(stores.partUrl('mongodb', 'users')).pathname).toBe('/e2e_1_users');
    expect(stores.partUrl('rabbitmq', 'events')).toBe('amqp://u:p@mq/e2e_1_events');
  });

  it('uses a broker that names no management API as it is', async () => {
    const { ARCADE_RABBITMQ_MANAGEMENT_URL: _, ...rest } = shared;
    expect(instanceStores(instance, rest).partUrl('rabbitmq', 'events')).toBe('amqp://u:p@mq/');
    await storeOf('rabbitmq').parts?.create(rest, { name: 'events', password: '' });
  });

  it('gives a service the part of each store that it lists, and no other store', async () => {
    const env = await instanceStores(instance, {}).serviceEnv(['mongodb', 'redis', 'mail'], 'users');
    expect(Object.keys(env)).toEqual(['MONGODB_URL', 'REDIS_URL', 'SMTP_URL']);
    expect(new URL(env['MONGODB_URL'] ?? '').pathname).toBe('/users');
  });
});
