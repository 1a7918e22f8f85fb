import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Progress, ToolchainContext } from '../context.ts';
import { serveControl } from '../control/control-server.ts';
import { controlPort, controlSecret, type PlatformControl, type PlatformPhase } from '../control/control.ts';
import { daprFiles } from '../dapr/sidecar-configuration.ts';
import type { Instance } from '../instance/instance.ts';
import { isLock, tryLock, type Lock } from '../instance/lock.ts';
import { endLeftovers } from '../supervisor/end-leftovers.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { createToolchain } from '../toolchain/toolchain.ts';
import { buildWeb } from '../web/build-web.ts';
import { awaitServices } from './await-services.ts';
import { installComponents } from './install-components.ts';
import type { PlatformPlan } from './plan-platform.ts';

export interface LifecycleParts {
  readonly instance: Instance;
  readonly plan: PlatformPlan;
  readonly supervisor: Supervisor;
  readonly env: ToolchainContext['env'];
  readonly web: boolean;
  readonly empty: boolean;
  readonly say: (line: string) => void;
}

export interface Lifecycle {
  /** `control` is offered to other processes while the platform runs. */
  readonly start: (progress: Progress, control: PlatformControl) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly phase: () => PlatformPhase;
}

/** Another supervisor has the instance. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly pid: number;

  constructor(instance: string, pid: number) {
    super(`Another process (pid ${pid}) runs the instance "${instance}" or is starting it. npm stop ends it.`);
    this.pid = pid;
  }
}

/** The lock that whoever runs the instance holds. */
export const lockPath = (root: string, instance: string): string => join(root, '.arcade', instance, 'supervisor.lock');

/** Starts and stops everything of one instance, for one supervisor at a time. */
export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { instance, supervisor } = parts;
  let phase: PlatformPhase = 'stopped';
  let held: { readonly lock: Lock; readonly control?: Server } | undefined;
  let stopping: Promise<void> | undefined;

  async function start(progress: Progress, control: PlatformControl): Promise<void> {
    const lock = tryLock(lockPath(instance.root, instance.name));
    if (!isLock(lock)) throw new AlreadyRunningError(instance.name, lock.pid);
    held = { lock };
    phase = 'starting';
    try {
      await prepare(parts, progress);
      held = { lock, control: await offer(instance, control) };
      await startAll(parts, progress, () => phase !== 'starting');
      // `stop` may have come in between.
      if (phase !== 'starting') throw new Error('The start was broken off');
      phase = 'running';
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function stopAll(): Promise<void> {
    await supervisor.stop();
    await endLeftovers(instance);
    held?.control?.close();
    held?.lock.release();
    held = undefined;
    phase = 'stopped';
    stopping = undefined;
  }

  function stop(): Promise<void> {
    phase = 'stopping';
    return (stopping ??= stopAll());
  }

  return { start, stop, phase: () => phase };
}

async function prepare({ instance, plan, env, web, empty, say }: LifecycleParts, progress: Progress): Promise<void> {
  const found = await endLeftovers(instance, plan.components);
  if (found > 0) say(`ended ${found} processes that an earlier run had left`);
  // Not before: somebody else may run the instance, or its stores still write.
  if (empty) await rm(join(instance.dir, 'data'), { recursive: true, force: true });
  // Where sidecars of an earlier run were is good for half a minute, and ports may be others now.
  await rm(daprFiles(instance).dir, { recursive: true, force: true });
  await instance.assignPorts([...plan.ports, `${controlPort.component}.${controlPort.name}`], plan.portWishes);
  const toolchain = createToolchain(instance.root, progress, env);
  await Promise.all([
    installComponents(plan.components, toolchain),
    web && plan.services.some((service) => service.web) ? buildWeb(toolchain) : undefined,
  ]);
}

const offer = (instance: Instance, control: PlatformControl): Promise<Server> =>
  serveControl(control, instance.port(controlPort.component, controlPort.name), instance.secret(controlSecret));

async function startAll({ instance, plan, supervisor }: LifecycleParts, progress: Progress, givenUp: () => boolean) {
  const { names } = supervisor;
  const task = progress.task(`Starting ${names.length} processes`);
  const show = setInterval(() => {
    const waiting = names.filter((name) => !['ready', 'done'].includes(supervisor.get(name).phase()));
    const note =
      waiting.length === 0 ? 'services are finding each other' : `waiting for ${waiting.slice(0, 4).join(', ')}`;
    task.update(0.95 * (1 - waiting.length / names.length), note);
  }, 150);
  try {
    await supervisor.start();
    await awaitServices({ instance, services: plan.services, whole: plan.isWhole, givenUp });
    task.done();
  } catch (error) {
    task.fail('failed');
    throw error;
  } finally {
    clearInterval(show);
  }
}
