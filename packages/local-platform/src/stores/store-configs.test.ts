import { describe, expect, it } from '@jest/globals';
import type { InstanceContext } from '../context.ts';
import { mysqlConfig, mysqlInitSql, requiredSettings, wrongSettings } from './mysql-config.ts';
import { privateEnvironment } from './private-environment.ts';
import { rabbitmqConfig, rabbitmqEnvironment } from './rabbitmq-config.ts';
import { redisConfig } from './redis-config.ts';
import { mysqlSchemaUrl, redisDatabaseUrl, storeComponents, storeUrls } from './store-components.ts';

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

describe('storeComponents', () => {
  const names = (env: Record<string, string>) => storeComponents(env).map(({ name }) => name);

  it('are all of them where the environment names none', () => {
    expect(names({}).toSorted()).toEqual(['mail', 'mariadb', 'mongodb', 'rabbitmq', 'redis']);
  });

  it('leave out those the environment names; an empty name counts for none', () => {
    const env = { ARCADE_MYSQL_URL: 'mysql://a:b@db/', ARCADE_REDIS_URL: 'redis://r/', ARCADE_RABBITMQ_URL: '' };
    expect(names(env).toSorted()).toEqual(['mail', 'mongodb', 'rabbitmq']);
  });
});

describe('storeUrls', () => {
  const instance: InstanceContext = {
    root: '/root',
    cacheDir: '/cache',
    dir: '/dir',
    dataDir: (component) => `/nowhere/${component}`,
    logFile: (component) => `/nowhere/${component}.log`,
    port: (component, name) => (component + name).length + 20_000,
    secret: (name) => `secret-${name}`,
  };

  it("are the instance's own on loopback", () => {
    const urls = storeUrls(instance, {});
    for (const url of [urls.mysqlAdmin, urls.mongo, urls.redis, urls.rabbitmq, urls.rabbitmqManagement, urls.smtp]) {
      expect(new URL(url ?? '').hostname).toBe('127.0.0.1');
    }
    expect(urls.mongo).toMatch(/\?replicaSet=secantus$/);
  });

  it('are those of the environment where it names them', () => {
    const env = { ARCADE_MYSQL_URL: 'mysql://admin:a@db:3307/', ARCADE_RABBITMQ_URL: 'amqp://u:p@mq/' };
    expect(storeUrls(instance, env)).toMatchObject({ rabbitmq: 'amqp://u:p@mq/', rabbitmqManagement: undefined });
    expect(mysqlSchemaUrl(instance, env, 'orders')).toBe('mysql://orders:secret-mysql-orders@db:3307/orders');
    expect(redisDatabaseUrl(instance, env, 3)).toMatch(/:\d+\/3$/);
  });
});
