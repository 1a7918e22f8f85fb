import type { Component, Job, ProcessSpec } from '../component.ts';
import type { Instance } from '../instance/instance.ts';
import { findByEnvironment, memoryOf } from '../instance/process-identity.ts';
import { instanceVariable, killGroup, killHard } from './child.ts';
import { dependencyOrder, endingBefore } from './dependency-order.ts';
import { isHealthy } from './health-wait.ts';
import { manageJob } from './managed-job.ts';
import { manage, type ComponentPhase, type ManagedComponent, type Restart } from './managed-component.ts';

/** How one component is. */
export interface ComponentStatus {
  readonly name: string;
  readonly phase: ComponentPhase;
  readonly healthy: boolean;
  readonly pid: number | null;
  readonly ports: Readonly<Record<string, number>>;
  /** Resident bytes of the process and its descendants. */
  readonly memory: number | null;
  readonly restarts: number;
  readonly lastRestart: Restart | null;
  /** Why it is not ready, where that is known. */
  readonly reason: string | null;
  readonly version: string | null;
  readonly logFile: string;
}

export interface Supervisor {
  /** Starts everything in dependency order, side by side where possible, and waits for jobs to end. @throws Error of the first that fails */
  start(): Promise<void>;
  /** Stops everything in reverse order. */
  stop(): Promise<void>;
  readonly names: readonly string[];
  /** @throws Error naming the components there are */
  get(name: string): ManagedComponent;
  status(): Promise<readonly ComponentStatus[]>;
  /** For the last moment of this process: kills all children at once. */
  readonly killAll: () => void;
}

export interface SupervisorOptions {
  readonly instance: Instance;
  readonly components: readonly (Component | Job)[];
  readonly say: (line: string) => void;
  readonly autoRestart?: boolean;
  readonly changeEnv?: (component: string, env: ProcessSpec['env']) => ProcessSpec['env'];
}

const isJob = (component: Component | Job): component is Job => 'limits' in component;

/** Supervises the components of one instance. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { instance, say, autoRestart = true, changeEnv = (_, env) => env } = options;
  const ordered = dependencyOrder(options.components);
  const managed = new Map(
    ordered.map((component) => {
      const missing = () => firstMissing(component.dependsOn);
      const manageOptions = { instance, say, autoRestart, changeEnv, missing };
      return [
        component.name,
        isJob(component) ? manageJob(component, manageOptions) : manage(component, manageOptions),
      ];
    }),
  );
  /** What somebody has stopped or taken over is not waited for. */
  async function firstMissing(names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      const one = get(name);
      if (['broken', 'starting', 'running', 'failed'].includes(one.phase())) return name;
      if (one.phase() === 'ready' && !(await isWell(one))) return name;
    }
    return undefined;
  }
  /** A job is well while it runs and when it has succeeded. */
  const isWell = async ({ component, phase }: ManagedComponent) =>
    isJob(component)
      ? ['running', 'done'].includes(phase())
      : phase() === 'ready' && (await isHealthy(component, instance));
  const get = (name: string) => {
    const found = managed.get(name);
    if (found === undefined)
      throw new Error(`There is no component ${name}; there are ${[...managed.keys()].join(', ')}`);
    return found;
  };
  let stopping = false;

  async function start(): Promise<void> {
    const started = new Map<string, Promise<void>>();
    for (const { name, dependsOn } of ordered) {
      const ready = Promise.all(dependsOn.flatMap((dependency) => started.get(dependency) ?? []));
      started.set(
        name,
        ready.then(() => (stopping ? undefined : get(name).start())),
      );
    }
    const results = await Promise.allSettled(started.values());
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async function stop(): Promise<void> {
    stopping = true;
    const stopped = new Map<string, Promise<void>>();
    const stopOne = (name: string): Promise<void> => {
      const known = stopped.get(name);
      if (known !== undefined) return known;
      const ended = Promise.all(endingBefore(name, ordered).map(stopOne)).then(() => get(name).stop());
      stopped.set(name, ended);
      return ended;
    };
    for (const { name } of ordered) void stopOne(name);
    await Promise.all(stopped.values());
    stopping = false;
  }

  const statusOf = async (one: ManagedComponent): Promise<ComponentStatus> => {
    const { component, phase, pid } = one;
    return {
      name: component.name,
      phase: phase(),
      healthy: await isWell(one),
      pid: pid() ?? null,
      ports: Object.fromEntries(component.ports.map((port) => [port, instance.port(component.name, port)])),
      memory: memoryOf(pid() ?? 0) ?? null,
      restarts: one.restarts(),
      lastRestart: one.lastRestart() ?? null,
      reason: one.reason() ?? null,
      version: (await component.version?.(instance).catch(() => undefined)) ?? null,
      logFile: instance.logFile(component.name),
    };
  };

  return {
    start,
    stop,
    names: [...managed.keys()],
    get,
    status: () => Promise.all([...managed.values()].map(statusOf)),
    killAll: () => {
      for (const one of managed.values()) {
        const pid = one.pid();
        if (pid !== undefined) killGroup(pid);
      }
      // And what has left its group, such as a daemon that a store has started.
      for (const { pid } of findByEnvironment(instanceVariable, instance.state.read().id)) killHard(pid);
    },
  };
}
