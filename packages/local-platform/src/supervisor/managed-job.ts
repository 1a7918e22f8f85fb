import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobLimits } from '../component.ts';
import { memoryOf } from '../instance/process-identity.ts';
import { startChild, type Child } from './child.ts';
import { lastLines } from './last-lines.ts';
import type { ComponentPhase, ManagedComponent, ManageOptions } from './managed-component.ts';
import { recordProcess } from './record-process.ts';

const lookEveryMs = 500;

/** Runs a job to its end, once for each `start`; nobody starts it again by itself. */
export function manageJob(job: Job, { instance, changeEnv }: ManageOptions): ManagedComponent {
  const { name } = job;
  let phase: ComponentPhase = 'stopped';
  let child: Child | undefined;
  let reason: string | undefined;
  /** Grows with every deliberate start or stop; what belongs to an older one gives up. */
  let generation = 0;

  async function run(mine: number): Promise<string | undefined> {
    const spec = await job.prepare(instance);
    if (mine !== generation) return undefined;
    const env = changeEnv(name, spec.env);
    const started = await startChild({ ...spec, env }, instance.logFile(name), instance.state.read().id);
    child = started;
    recordProcess(instance, name, started.identity);
    const over = new AbortController();
    const passed = passedLimit(started.identity.pid, job.limits, over.signal);
    const ending = await Promise.race([started.exited, passed]);
    over.abort();
    await started.stop();
    await job.afterStop?.(instance);
    if (mine !== generation) return undefined;
    recordProcess(instance, name, undefined);
    return ending;
  }

  async function start(): Promise<void> {
    const mine = ++generation;
    phase = 'running';
    reason = undefined;
    const ending = await run(mine);
    if (ending === undefined) return;
    child = undefined;
    phase = ending === 'exit code 0' ? 'done' : 'failed';
    if (phase === 'done') return;
    reason = ending;
    throw new Error(`${name} failed: ${ending}.\n${lastLines(instance.logFile(name))}`);
  }

  async function halt(next: ComponentPhase): Promise<void> {
    generation++;
    const old = child;
    child = undefined;
    // What has ended stays what it is.
    if (phase === 'running') phase = next;
    if (old === undefined) return;
    await old.stop();
    recordProcess(instance, name, undefined);
  }

  return {
    component: job,
    phase: () => phase,
    pid: () => child?.identity.pid,
    restarts: () => 0,
    lastRestart: () => undefined,
    reason: () => reason,
    start,
    stop: () => halt('stopped'),
    pause: () => halt('paused'),
    kill: (signal) => child?.kill(signal),
    ended: async () => void (await child?.exited),
    setAutoRestart: () => {},
  };
}

/** Resolves with the words for the limit that the process has passed; never when it ends before. */
async function passedLimit(pid: number, limits: JobLimits, ended: AbortSignal): Promise<string> {
  const { timeMs, memoryBytes = Infinity } = limits;
  const deadline = Date.now() + timeMs;
  while (!ended.aborted) {
    if (Date.now() >= deadline) return `took longer than ${timeMs / 1000} s`;
    if ((memoryOf(pid) ?? 0) > memoryBytes) return `took more than ${Math.round(memoryBytes / 1_048_576)} MB`;
    await sleep(Math.min(lookEveryMs, Math.max(1, deadline - Date.now())));
  }
  return new Promise(() => {});
}
