import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@arcade/testing';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Component, Job } from '../component.ts';
import { openInstance, type Instance } from '../instance/instance.ts';
import { findByEnvironment, isAlive, identify } from '../instance/process-identity.ts';
import { componentControl, createStartChanges } from '../platform/component-control.ts';
import { instanceVariable, standInVariable } from './child.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import { stopsOf, testComponent, testJob } from './test-component.ts';

describe('a supervisor of real processes', () => {
  let root: string;
  let instance: Instance;
  let supervisor: Supervisor;
  let lines: string[];

  async function supervise(components: readonly (Component | Job)[]): Promise<ReturnType<typeof componentControl>> {
    await instance.assignPorts(components.map(({ name }) => `${name}.http`));
    const changes = createStartChanges((name) => (name === 'front' ? { GREETING: 'hello front' } : {}));
    supervisor = createSupervisor({
      instance,
      components,
      say: (line) => void lines.push(line),
      changeEnv: changes.envOf,
    });
    await supervisor.start();
    return componentControl({ instance, supervisor, changes, autoRestart: true });
  }
  const ask = (name: string) =>
    fetch(`http://127.0.0.1:${instance.port(name, 'http')}/`).then(
      (response) => response.text(),
      () => undefined,
    );
  const pidOf = (name: string) => supervisor.get(name).pid() ?? 0;
  const ours = () => findByEnvironment(instanceVariable, instance.state.read().id);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'arcade-supervisor-'));
    instance = openInstance({ root, name: 'test', cacheDir: join(root, 'cache') });
    lines = [];
  });
  afterEach(async () => {
    await supervisor.stop();
    await rm(root, { recursive: true, force: true });
  });

  it('starts what others need first, stops in reverse order and leaves nothing', async () => {
    await supervise([testComponent('front', 'middle'), testComponent('middle', 'store'), testComponent('store')]);
    expect(await Promise.all(['store', 'middle', 'front'].map(ask))).toEqual(['hello', 'hello', 'hello front']);
    expect(ours()).toHaveLength(3);
    await supervisor.stop();
    expect(stopsOf(instance)).toEqual(['front', 'middle', 'store']);
    expect(ours()).toEqual([]);
    expect(instance.state.read().processes).toEqual({});
  });

  it('starts a component again that was killed, and says so', async () => {
    const control = await supervise([testComponent('store')]);
    const before = pidOf('store');
    await control.kill('store');
    await eventually(() => ask('store'));
    await eventually(() => lines.includes('store is back'));
    expect(pidOf('store')).not.toBe(before);
    expect(lines[0]).toMatch(/^store died \(signal SIGKILL\); starting it again in 0\.\d s$/);
    expect(await supervisor.status()).toMatchObject([{ name: 'store', phase: 'ready', healthy: true, restarts: 1 }]);
  });

  it('kills a component that lives without answering, starts it again and says why', async () => {
    const control = await supervise([{ ...testComponent('store'), hangLimit: { probeEveryMs: 50, probes: 2 } }]);
    const before = pidOf('store');
    await control.kill('store', 'SIGSTOP');
    await eventually(() => lines.includes('store is back'), { timeoutMs: 30_000 });
    expect(pidOf('store')).not.toBe(before);
    expect(lines[0]).toMatch(/^store died \(did not answer for 0.1 s\); starting it again/);
    expect(await ask('store')).toBe('hello');
    const reason = 'did not answer for 0.1 s';
    expect(await supervisor.status()).toMatchObject([{ phase: 'ready', restarts: 1, lastRestart: { reason } }]);
  }, 60_000);

  it('kills nobody whom it is not to start again', async () => {
    const control = await supervise([{ ...testComponent('store'), hangLimit: { probeEveryMs: 20, probes: 1 } }]);
    const before = pidOf('store');
    await control.setAutoRestart(false);
    await control.kill('store', 'SIGSTOP');
    await eventually(async () => (await supervisor.status())[0]?.healthy === false, { timeoutMs: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(pidOf('store')).toBe(before);
    await control.kill('store', 'SIGCONT');
    expect(await ask('store')).toBe('hello');
    expect(lines).toEqual([]);
  }, 60_000);

  it('starts a component the moment that what it needs is back, however often it failed before', async () => {
    // As a sidecar that finds no broker: it ends by itself.
    const needy: Component = {
      ...testComponent('needy', 'store'),
      async prepare(context) {
        const spec = await testComponent('needy').prepare(context);
        const find = `require('node:net').connect(${context.port('store', 'http')}, '127.0.0.1').once('error', () => process.exit(1));`;
        return { ...spec, args: ['-e', `${find}${spec.args[1]}`] };
      },
    };
    const control = await supervise([testComponent('store'), needy]);
    await control.setAutoRestart(false, 'store');
    await control.kill('store');
    await control.kill('needy');
    await eventually(async () => {
      const status = await supervisor.status();
      return status.some(
        ({ name, phase, reason }) => name === 'needy' && phase === 'broken' && reason === 'waits for store',
      );
    });
    const { restarts } = supervisor.get('needy');
    const before = restarts();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(restarts()).toBe(before);
    await control.resume('store');
    await eventually(() => lines.includes('needy is back'));
    expect(await ask('needy')).toBe('hello');
    expect(restarts()).toBe(before + 1);
    const again = lines.slice(lines.indexOf('needy waits for store'));
    expect(again.filter((line) => line.includes('starting it again'))).toEqual([]);
    expect((await supervisor.status()).map(({ reason }) => reason)).toEqual([null, null]);
  });

  it('leaves a dead component alone when told so, until it is started again with another environment', async () => {
    const control = await supervise([testComponent('store')]);
    await control.restart('store', { env: { GREETING: 'fragile' }, restartWhenDead: false });
    expect(await ask('store')).toBe('fragile');
    const died = control.died('store');
    await control.kill('store');
    await died;
    await eventually(() => lines.some((line) => line.includes('nobody starts it again')));
    expect(await ask('store')).toBeUndefined();
    await control.restart('store');
    expect(await ask('store')).toBe('hello');
  });

  it('hands a component over until the process that asked for it has ended', async () => {
    const control = await supervise([testComponent('store'), testComponent('other')]);
    await control.pause('store', pidOf('other'));
    expect(await ask('store')).toBeUndefined();
    await control.setAutoRestart(false, 'other');
    await control.kill('other');
    await eventually(async () => (await ask('store')) === 'hello');
  });

  it('ends what has stood in for a component before it starts it again', async () => {
    const control = await supervise([testComponent('store')]);
    await control.pause('store');
    const { id } = instance.state.read();
    const marks = { [instanceVariable]: id, [standInVariable]: `${id}/store` };
    const { command, args, env } = await testComponent('store').prepare(instance);
    const standIn = spawn(command, args, { env: { ...env, GREETING: 'stand-in', ...marks }, stdio: 'ignore' });
    await eventually(async () => (await ask('store')) === 'stand-in');
    await control.resume('store');
    expect(await ask('store')).toBe('hello');
    expect(standIn.exitCode ?? standIn.signalCode).not.toBeNull();
  });

  it('tells the end of the log when a component does not start', async () => {
    const broken: Component = {
      ...testComponent('broken'),
      prepare: async () => ({ command: process.execPath, args: ['-e', 'throw new Error("no disk")'], env: {} }),
    };
    await expect(supervise([broken])).rejects.toThrow(/broken does not start: it ended with exit code 1[^]*no disk/);
  });

  it('kills a component that does not listen to its stop signal', async () => {
    const deaf: Component = {
      ...testComponent('deaf'),
      async prepare(context) {
        const spec = await testComponent('deaf').prepare(context);
        return {
          ...spec,
          stopSignal: 'SIGUSR2',
          stopTimeoutMs: 200,
          args: ['-e', `process.on('SIGUSR2', () => {});${spec.args[1]}`],
        };
      },
    };
    await supervise([deaf]);
    const running = identify(pidOf('deaf'));
    await supervisor.stop();
    expect(running !== undefined && isAlive(running)).toBe(false);
  });

  it('runs a job to its end before what depends on it, keeps its log, and starts no second one', async () => {
    const job = testJob('migration', "setTimeout(() => console.log('migrated'), 300)");
    await supervise([testComponent('store', 'migration'), job]);
    expect(stopsOf(instance)).toEqual(['migration:0']);
    expect(await supervisor.status()).toMatchObject([
      { name: 'migration', phase: 'done', healthy: true, pid: null, reason: null },
      { name: 'store', phase: 'ready' },
    ]);
    expect(await readFile(instance.logFile('migration'), 'utf8')).toBe('migrated\n');
    await supervisor.stop();
    expect(stopsOf(instance)).toEqual(['migration:0', 'store']);
  });

  it('does not start what depends on a job that has failed, and tells the end of its log', async () => {
    const job = testJob('migration', "console.log('no such table'); process.exitCode = 3");
    await expect(supervise([job, testComponent('store', 'migration')])).rejects.toThrow(
      /^migration failed: exit code 3\.[^]*no such table/,
    );
    expect(await supervisor.status()).toMatchObject([
      { name: 'migration', phase: 'failed', healthy: false, reason: 'exit code 3' },
      { name: 'store', phase: 'stopped' },
    ]);
    expect(lines).toEqual([]);
  });

  it.each([
    ['takes too long', 'setInterval(() => {}, 1000)', { timeMs: 700 }, 'took longer than 0.7 s'],
    [
      'takes too much memory',
      'globalThis.kept = Buffer.alloc(300_000_000, 1); setInterval(() => {}, 1000)',
      { memoryBytes: 150 * 1_048_576 },
      'took more than 150 MB',
    ],
  ])('ends a job that %s, with all that it has started', async (_, code, limits, reason) => {
    const deafChild = `require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: 'ignore' })`;
    await expect(supervise([testJob('mesh', `${deafChild};${code}`, limits)])).rejects.toThrow(
      `mesh failed: ${reason}`,
    );
    expect(await supervisor.status()).toMatchObject([{ phase: 'failed', reason }]);
    await eventually(() => ours().length === 0);
    expect(instance.state.read().processes).toEqual({});
  });

  it('leaves a job in peace that stays within its limits', async () => {
    const limits = { timeMs: 20_000, memoryBytes: 1_073_741_824 };
    await supervise([testJob('mesh', 'setTimeout(() => {}, 1200)', limits)]);
    expect(await supervisor.status()).toMatchObject([{ phase: 'done' }]);
  });

  it('stops a job that runs, which has not failed by that', async () => {
    const started = supervise([testJob('mesh', 'setInterval(() => {}, 1000)')]);
    await eventually(() => ours().length === 1);
    expect(await supervisor.status()).toMatchObject([{ phase: 'running', healthy: true }]);
    await supervisor.stop();
    await started;
    expect(await supervisor.status()).toMatchObject([{ phase: 'stopped', healthy: false, reason: null }]);
    expect(ours()).toEqual([]);
    expect(lines).toEqual([]);
  });
});
