import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Component } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { choosePort } from '../instance/ports.ts';
import { cacheFolder } from '../toolchain/toolchain.ts';
import type { Environment } from './run-briefly.ts';

/** An instance in a temporary folder, for tests of components: nothing is restarted, nothing depends on anything. */
export async function openForTest(env: Environment, components: readonly Component[]) {
  const root = resolve(import.meta.dirname, '../../../..');
  const cacheDir = cacheFolder(env);
  const dir = await mkdtemp(join(tmpdir(), 'arcade stores-'));
  const ports = new Map<string, number>();
  for (const { name, ports: wanted } of components) {
    for (const port of wanted) ports.set(`${name}.${port}`, await choosePort(new Set(ports.values())));
  }
  const instance = temporaryInstance({ root, cacheDir, dir, ports });
  const children = new Map<string, ChildProcess>();

  const start = async (component: Component, timeoutMs = 60_000): Promise<number> => {
    const { command, args, env: childEnv, cwd } = await component.prepare(instance);
    const began = performance.now();
    const log = openSync(instance.logFile(component.name), 'a');
    const child = spawn(command, args, { cwd: cwd ?? dir, env: childEnv, stdio: ['ignore', log, log] });
    closeSync(log);
    children.set(component.name, child);
    while (!(await component.healthy(instance))) {
      const late = performance.now() - began > timeoutMs;
      if (late || hasEnded(child)) {
        throw new Error(
          `${component.name} is not healthy:\n${await readFile(instance.logFile(component.name), 'utf8')}`,
        );
      }
      await sleep(20);
    }
    await component.afterReady?.(instance);
    return performance.now() - began;
  };
  const end = async (component: Component, signal: NodeJS.Signals) => {
    const child = children.get(component.name);
    if (child === undefined || hasEnded(child)) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const close = async () => {
    for (const component of components) {
      await end(component, 'SIGTERM');
      await component.afterStop?.(instance);
    }
    await rm(dir, { recursive: true, force: true });
  };
  const silent = { task: () => ({ update: () => {}, done: () => {}, fail: () => {} }) };
  const toolchain: ToolchainContext = { root, cacheDir, env, progress: silent };
  const pidOf = (component: Component) => children.get(component.name)?.pid ?? 0;
  return { instance, ports, toolchain, start, end, pidOf, close };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

interface TemporaryInstance {
  readonly root: string;
  readonly cacheDir: string;
  readonly dir: string;
  readonly ports: ReadonlyMap<string, number>;
}

function temporaryInstance({ root, cacheDir, dir, ports }: TemporaryInstance): InstanceContext {
  const secrets = new Map<string, string>();
  return {
    root,
    cacheDir,
    dir,
    dataDir(component) {
      const path = join(dir, 'data', component);
      mkdirSync(path, { recursive: true });
      return path;
    },
    logFile: (component) => join(dir, `${component}.log`),
    port(component, name) {
      const port = ports.get(`${component}.${name}`);
      if (port === undefined) throw new Error(`${component} has no port named ${name}`);
      return port;
    },
    secret(name) {
      const secret = secrets.get(name) ?? randomBytes(24).toString('hex');
      secrets.set(name, secret);
      return secret;
    },
  };
}
