import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { answers } from './probe.ts';
import { openForTest } from './run-for-test.ts';
import { instanceStores, type InstanceStores } from './instance-stores.ts';
import { storeProcesses } from './store-processes.ts';
import { storeOf, type StoreName } from './stores.ts';

// Stores of our own even where the environment names others: they are killed here.
const { PATH, HOME, XDG_CACHE_HOME, ARCADE_CACHE } = process.env;
const env = { PATH, HOME, XDG_CACHE_HOME, ARCADE_CACHE };
const processes = storeProcesses(env);
const components = [...processes.values()];
let platform: Awaited<ReturnType<typeof openForTest>>;
let stores: InstanceStores;

const component = (name: StoreName) => {
  const found = processes.get(name);
  if (found === undefined) throw new Error(`no component ${name}`);
  return found;
};
const killAndStart = async (name: StoreName) => {
  await platform.end(component(name), 'SIGKILL');
  expect(await component(name).healthy(platform.instance)).toBe(false);
  await platform.start(component(name));
};

beforeAll(async () => {
  platform = await openForTest(env, components);
  stores = instanceStores({ ...platform.instance, name: 'test' }, env);
  for (const each of components) await each.install?.(platform.toolchain);
  for (const each of components) await platform.start(each);
}, 300_000);
afterAll(() => platform.close(), 60_000);

it('listens on loopback only', async () => {
  const ports = [...platform.ports.values()].map((port) => port.toString(16).toUpperCase());
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8')));
  const listening = tables
    .join('\n')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && ports.includes(fields[1]?.split(':')[1] ?? ''))
    .map((fields) => fields[1]?.split(':')[0]);
  const loopback = ['0100007F', '00000000000000000000000001000000'];
  expect(listening.length).toBeGreaterThanOrEqual(9);
  expect(listening.filter((address) => !loopback.includes(address ?? ''))).toEqual([]);
});

describe('MariaDB', () => {
  const query = async (url: string, sql: string) => {
    const connection = await createConnection(url);
    try {
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      return rows;
    } finally {
      await connection.end();
    }
  };

  it('keeps committed rows over a kill, in a schema with its own account', async () => {
    for (let again = 0; again < 2; again++) await stores.serviceEnv(['mysql'], 'orders');
    const url = stores.partUrl('mysql', 'orders');
    await query(url, 'CREATE TABLE t (id INT PRIMARY KEY, name TEXT)');
    await query(url, "INSERT INTO t VALUES (1, '🛒')");
    await killAndStart('mysql');
    expect(await query(url, 'SELECT id, name FROM t')).toEqual([{ id: 1, name: '🛒' }]);
    await expect(query(url, 'CREATE DATABASE other')).rejects.toMatchObject({ errno: 1044 });
  });

  it("makes Dapr's schema case-sensitive", async () => {
    await stores.daprSecrets();
    const url = stores.partUrl('mysql', 'dapr_actors');
    await query(url, 'CREATE TABLE state (id VARCHAR(255) PRIMARY KEY)');
    await query(url, "INSERT INTO state VALUES ('a'), ('A')");
    expect(await query(url, "SELECT id FROM state WHERE id = 'A'")).toEqual([{ id: 'A' }]);
  });

  it('lets nobody in without a password', async () => {
    const url = new URL(stores.url('mysql'));
    for (const username of ['root', 'arcade', 'anybody']) {
      Object.assign(url, { username, password: '' });
      await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ errno: 1045 });
    }
  });
});

describe('Redis', () => {
  const redis = (commands: string, expected: string) => {
    const { password, port } = new URL(stores.url('redis'));
    const before = `AUTH ${password}\r\nSELECT 100\r\n`;
    return answers(Number(port), `${before}${commands}\r\n`, expected);
  };

  it('keeps what is a second old over a kill, behind its password', async () => {
    const port = platform.instance.port('redis', 'redis');
    expect(await answers(port, 'PING\r\n', '-NOAUTH')).toBe(true);
    expect(await redis('SET kept value\r\nWAITAOF 1 0 2000', '+OK')).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await killAndStart('redis');
    expect(await redis('GET kept', 'value')).toBe(true);
  });
});

describe('MongoDB', () => {
  it('keeps journaled writes over a kill, and has transactions', async () => {
    const client = new MongoClient(stores.url('mongodb'), { writeConcern: { w: 1, j: true } });
    try {
      const things = client.db('shop').collection<{ _id: number }>('things');
      for (let id = 0; id < 50; id++) await things.insertOne({ _id: id });
      await killAndStart('mongodb');
      expect(await things.countDocuments()).toBe(50);
      await client.withSession((session) =>
        session.withTransaction(async () => void (await things.insertOne({ _id: 50 }, { session }))),
      );
      expect(await things.countDocuments()).toBe(51);
    } finally {
      await client.close();
    }
  });
});

describe('RabbitMQ', () => {
  const manage = async (method: string, path: string, body?: unknown) => {
    const url = new URL(stores.servers()['ARCADE_RABBITMQ_MANAGEMENT_URL'] ?? '');
    const authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`;
    const response = await fetch(new URL(`/api/${path}`, url.origin), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };

  it('keeps confirmed messages of a quorum queue over a kill', async () => {
    const queue = { durable: true, auto_delete: false, arguments: { 'x-queue-type': 'quorum' } };
    expect((await manage('PUT', 'queues/%2F/kept', queue)).status).toBe(201);
    const message = { properties: { delivery_mode: 2 }, routing_key: 'kept', payload: 'p', payload_encoding: 'string' };
    expect((await manage('POST', 'exchanges/%2F/amq.default/publish', message)).text).toContain('"routed":true');
    // A quorum queue's name is on disk half a second after it was declared; without it the queue would answer nobody.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await killAndStart('rabbitmq');
    const take = { count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' };
    expect((await manage('POST', 'queues/%2F/kept/get', take)).text).toContain('"payload":"p"');
  }, 90_000);

  it('leaves no port mapper behind when it stops', async () => {
    await component('rabbitmq').afterStop?.(platform.instance);
    expect(await answers(platform.instance.port('rabbitmq', 'epmd'))).toBe(true);
    await platform.end(component('rabbitmq'), 'SIGKILL');
    await component('rabbitmq').afterStop?.(platform.instance);
    expect(await answers(platform.instance.port('rabbitmq', 'epmd'))).toBe(false);
  });
});

describe('mail', () => {
  it('keeps a message over a kill', async () => {
    const inbox = storeOf('mail').page?.url(platform.instance);
    const { host, hostname, port } = new URL(stores.url('mail'));
    expect(hostname).toBe('127.0.0.1');
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    const replies = socket.iterator({ destroyOnReturn: false });
    const say = async (line: string) => {
      socket.write(`${line}\r\n`);
      return String((await replies.next()).value).slice(0, 3);
    };
    expect((await replies.next()).value).toMatch(/^220/);
    for (const line of ['HELO a', 'MAIL FROM:<a@b.c>', 'RCPT TO:<d@e.f>']) expect(await say(line)).toBe('250');
    expect(await say('DATA')).toBe('354');
    expect(await say(`Subject: kept by ${host}\r\n\r\nhello\r\n.`)).toBe('250');
    socket.destroy();
    await killAndStart('mail');
    const messages = await fetch(`${inbox}api/email`);
    expect(await messages.text()).toContain(`kept by ${host}`);
    const elsewhere = { headers: { origin: 'https://evil.example' } };
    expect((await fetch(`${inbox}api/email`, elsewhere)).status).toBe(403);
  });
});
