import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstance, PortTakenError } from './instance.ts';
import { isFree, listenerOf } from './ports.ts';

describe('openInstance', () => {
  let root: string;
  let servers: Server[];
  const open = () => openInstance({ root, name: 'test', cacheDir: join(root, 'cache') });
  const occupy = async (port: number) => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'arcade-instance-'));
    servers = [];
  });
  afterEach(() => {
    for (const server of servers) server.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('gives each port a number below the ephemeral range and remembers it', async () => {
    await open().assignPorts(['redis.redis', 'rabbitmq.amqp', 'rabbitmq.management']);
    const again = open();
    const ports = [again.port('redis', 'redis'), again.port('rabbitmq', 'amqp'), again.port('rabbitmq', 'management')];
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) expect(port).toBeGreaterThanOrEqual(20_000);
    for (const port of ports) expect(port).toBeLessThan(32_768);
    await again.assignPorts(['redis.redis', 'rabbitmq.amqp', 'rabbitmq.management']);
    expect(open().port('redis', 'redis')).toBe(ports[0]);
  });

  it('takes another number when somebody else has the remembered one', async () => {
    const instance = open();
    await instance.assignPorts(['redis.redis']);
    const old = instance.port('redis', 'redis');
    await occupy(old);
    await instance.assignPorts(['redis.redis']);
    expect(instance.port('redis', 'redis')).not.toBe(old);
  });

  it('prefers a wished number and insists on one that people know, naming who has it', async () => {
    const instance = open();
    await instance.assignPorts(['scout.http']);
    const port = instance.port('scout', 'http');
    await instance.assignPorts(['orders.http'], { 'orders.http': { port } });
    expect(instance.port('orders', 'http')).toBe(port);
    await occupy(port);
    const insisting = instance.assignPorts(['gateway.http'], { 'gateway.http': { port, advice: 'Choose another.' } });
    await expect(insisting).rejects.toThrow(PortTakenError);
    await expect(
      instance.assignPorts(['gateway.http'], { 'gateway.http': { port, advice: 'Choose another.' } }),
    ).rejects.toThrow(new RegExp(`^Port ${port} is taken by .*\\. Choose another\\.$`));
    expect(await isFree(port)).toBe(false);
    if (process.platform === 'linux') expect(listenerOf(port)).toContain(`(pid ${process.pid})`);
  });

  it('makes a secret once and keeps it where only its owner reads', () => {
    const secret = open().secret('redis');
    expect(secret).toMatch(/^[0-9a-f]{48}$/);
    expect(open().secret('redis')).toBe(secret);
    expect(open().secret('mariadb')).not.toBe(secret);
    expect(statSync(open().state.path).mode & 0o777).toBe(0o600);
  });

  it('says which port it does not have', () => {
    expect(() => open().port('redis', 'http')).toThrow('redis has no port named http in instance test');
  });

  it('says what to do about a state file that is none', () => {
    open().secret('redis');
    writeFileSync(open().state.path, '{"ports":');
    expect(() => open()).toThrow(/cannot be read.*npm run clean/);
  });

  it.each(['../elsewhere', 'Default', ''])('does not accept %j as a name', (name) => {
    expect(() => openInstance({ root, name, cacheDir: root })).toThrow('cannot be the name of an instance');
  });
});
