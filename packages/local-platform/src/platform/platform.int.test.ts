import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@arcade/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connectPlatform } from '../control/connect-platform.ts';
import { openStateFile } from '../instance/instance-state.ts';
import { findByEnvironment, identify, isAlive } from '../instance/process-identity.ts';
import { withoutServers } from '../stores/instance-stores.ts';
import { instanceVariable } from '../supervisor/child.ts';
import { createPlatform, type PlatformOptions } from './platform.ts';
import { AlreadyRunningError } from './platform-lifecycle.ts';

const root = join(import.meta.dirname, '../../../..');
const instance = 'tests-platform';
const dir = join(root, '.arcade', instance);
const env = withoutServers(process.env);

const stores = ['mail', 'mariadb', 'mongodb', 'rabbitmq', 'redis'];
const newPlatform = (options: Partial<PlatformOptions> = {}) =>
  createPlatform({ root, instance, services: [], env, ...options });
const mark = join(dir, 'data', 'of-an-earlier-run');
/** Where the sidecars of an earlier run were. */
const names = join(dir, 'dapr', 'names.db');
const recorded = () => openStateFile(dir).read();
const living = () => Object.values(recorded().processes).filter(isAlive);
const marked = () => findByEnvironment(instanceVariable, recorded().id);

/** A supervisor in a process of its own, as npm start has one. */
async function startElsewhere() {
  const source = new URL('../index.ts', import.meta.url).href;
  const code = `
    const { createPlatform } = await import(${JSON.stringify(source)});
    const platform = createPlatform({ root: ${JSON.stringify(root)}, instance: ${JSON.stringify(instance)}, services: [] });
    await platform.start();
    console.log('ready');`;
  const args = ['--conditions=development', '--input-type=module', '-e', code];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('a platform of real stores', () => {
  beforeAll(() => rm(dir, { recursive: true, force: true }));
  afterAll(async () => {
    await newPlatform().stop();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  it('survives kill -9 of its supervisor: the next start ends what was left and has the same data', async () => {
    const supervisor = await startElsewhere();
    const before = living();
    expect(Object.keys(recorded().processes).toSorted()).toEqual(stores);
    expect(before).toHaveLength(stores.length);

    await writeFile(mark, '');
    await mkdir(dirname(names));
    await writeFile(names, '');
    await expect(newPlatform({ empty: true }).start()).rejects.toThrow(AlreadyRunningError);
    const elsewhere = connectPlatform({ root, instance });
    expect(await elsewhere.status()).toMatchObject({ phase: 'running', pid: supervisor.pid });

    const died = once(supervisor, 'exit');
    supervisor.kill('SIGKILL');
    await died;
    expect(living()).toHaveLength(stores.length);

    const { ports, secrets } = recorded();
    const platform = newPlatform();
    const lines: string[] = [];
    platform.onLine((line) => lines.push(line));
    await platform.start();
    expect(lines[0]).toMatch(/^ended \d+ processes that an earlier run had left$/);
    expect(before.filter(isAlive)).toEqual([]);
    expect(recorded()).toMatchObject({ ports, secrets });
    expect([existsSync(mark), existsSync(names)]).toEqual([true, false]);

    // A probe on a busy machine may be late once.
    const allHealthy = async () => (await platform.status()).components.every(({ healthy }) => healthy);
    await eventually(allHealthy, { timeoutMs: 30_000 });
    await platform.kill('redis');
    await eventually(() => lines.some((line) => line.startsWith('redis died (signal SIGKILL)')), { timeoutMs: 30_000 });
    await eventually(allHealthy, { timeoutMs: 60_000 });

    await platform.stop();
    expect(marked()).toEqual([]);
    expect(living()).toEqual([]);
  }, 180_000);

  it('begins with empty stores when it is to', async () => {
    const platform = newPlatform({ empty: true });
    await platform.start();
    expect(existsSync(mark)).toBe(false);
    expect((await platform.status()).components.map(({ name }) => name).toSorted()).toEqual(stores);
    await platform.stop();
  }, 120_000);

  it('does not touch a stranger who has got the number of one of its processes', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const pid = stranger.pid ?? 0;
    const { processes } = recorded();
    openStateFile(dir).write({ processes: { ...processes, redis: { pid, startedAt: 'long ago' } } });
    await newPlatform().stop();
    expect(identify(pid)).toBeDefined();
    stranger.kill();
  }, 60_000);
});
