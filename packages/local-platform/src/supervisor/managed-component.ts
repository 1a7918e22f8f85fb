import { setTimeout as sleep } from 'node:timers/promises';
import type { Component, Job, ProcessSpec } from '../component.ts';
import type { Instance } from '../instance/instance.ts';
import { startChild, type Child } from './child.ts';
import { waitUntilHealthy, waitUntilHung } from './health-wait.ts';
import { lastLines } from './last-lines.ts';
import { recordProcess } from './record-process.ts';

/** A job is `running`, then `done` or `failed`. */
export type ComponentPhase = 'stopped' | 'starting' | 'ready' | 'broken' | 'paused' | 'running' | 'done' | 'failed';

export interface Restart {
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

export interface ManagedComponent {
  readonly component: Component | Job;
  readonly phase: () => ComponentPhase;
  readonly pid: () => number | undefined;
  /** How often it died and was started again. */
  readonly restarts: () => number;
  readonly lastRestart: () => Restart | undefined;
  /** Why it is not ready, where it is not; e.g. what it waits for. */
  readonly reason: () => string | undefined;
  /** @throws Error with the last lines of its log when it does not become ready */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it without anybody starting it again, until `start`. */
  pause(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the present process has ended; at once when there is none. */
  ended(): Promise<void>;
  setAutoRestart(on: boolean): void;
}

export interface ManageOptions {
  readonly instance: Instance;
  readonly say: (line: string) => void;
  readonly autoRestart: boolean;
  /** Changes the environment of each start, e.g. for failpoints. */
  readonly changeEnv: (component: string, env: ProcessSpec['env']) => ProcessSpec['env'];
  /** What the component depends on and is broken or not ready yet, at this moment. */
  readonly missing: () => Promise<string | undefined>;
}

const readyTimeoutMs = 120_000;
const firstTries = 3;
/** A process that ran this long was fine; its next death starts the back-off anew. */
const fineAfterMs = 30_000;
const askAgainMs = 100;
const backOffMs = (failures: number) => Math.min(30_000, 250 * 2 ** failures);

/** Keeps one component running: start, probe, restart with back-off, stop. */
export function manage(component: Component, options: ManageOptions): ManagedComponent {
  const { instance, say } = options;
  const { name } = component;
  let phase: ComponentPhase = 'stopped';
  let child: Child | undefined;
  let restarts = 0;
  let lastRestart: Restart | undefined;
  let failures = 0;
  let autoRestart = options.autoRestart;
  let reason: string | undefined;
  /** Grows with every deliberate start or stop; what belongs to an older one gives up. */
  let generation = 0;

  const isReady = () => phase === 'ready';
  const record = (identity: Child['identity'] | undefined) => recordProcess(instance, name, identity);

  async function launch(mine: number): Promise<string | undefined> {
    phase = 'starting';
    const spec = await component.prepare(instance);
    if (mine !== generation) return undefined;
    const startedAt = Date.now();
    const env = options.changeEnv(name, spec.env);
    const started = await startChild({ ...spec, env }, instance.logFile(name), instance.state.read().id);
    child = started;
    record(started.identity);
    let ending: string | undefined;
    let hung: string | undefined;
    void (async () => {
      ending = await started.exited;
      if (isReady()) await died(mine, hung ?? ending, Date.now() - startedAt);
    })();
    const outcome = await waitUntilHealthy(component, instance, { timeoutMs: readyTimeoutMs, ended: () => ending });
    if (mine !== generation) return undefined;
    if (!outcome.healthy) {
      await started.stop();
      return outcome.reason;
    }
    await component.afterReady?.(instance);
    phase = 'ready';
    reason = undefined;
    // It may have died between its first good answer and now.
    if (ending !== undefined) void died(mine, ending, Date.now() - startedAt);
    void (async () => {
      hung = await silenceOf(started, mine);
      if (hung !== undefined) started.kill('SIGKILL');
    })();
    return undefined;
  }

  /** Says when a process that is to be started again has hung; undefined when it ended otherwise. */
  async function silenceOf(watched: Child, mine: number): Promise<string | undefined> {
    const over = () => mine !== generation || child !== watched || !isReady();
    while (!over()) {
      const silence = await waitUntilHung(component, instance, over);
      if (silence !== undefined && autoRestart) return silence;
    }
    return undefined;
  }

  /** Nothing starts without what it depends on, and its tries until then say nothing about it. True if it had to wait. */
  async function dependenciesReady(mine: number): Promise<boolean> {
    let waits: string | undefined;
    for (;;) {
      const missing = await options.missing();
      if (missing === undefined || mine !== generation) break;
      if (missing !== waits) say(`${name} waits for ${missing}`);
      waits = missing;
      reason = `waits for ${missing}`;
      await sleep(askAgainMs);
    }
    if (waits !== undefined && mine === generation) reason = undefined;
    return waits !== undefined;
  }

  async function died(mine: number, ending: string, ranMs: number): Promise<void> {
    if (mine !== generation) return;
    phase = 'broken';
    reason = ending;
    record(undefined);
    await child?.stop();
    await component.afterStop?.(instance);
    if (mine !== generation) return;
    if (!autoRestart) return say(`${name} died (${ending}); nobody starts it again`);
    if (await dependenciesReady(mine)) failures = 0;
    else {
      failures = ranMs > fineAfterMs ? 0 : failures + 1;
      const pauseMs = backOffMs(failures - 1);
      say(`${name} died (${ending}); starting it again in ${(pauseMs / 1000).toFixed(1)} s`);
      await sleep(pauseMs);
      if (await dependenciesReady(mine)) failures = 0;
    }
    if (mine !== generation) return;
    restarts++;
    lastRestart = { at: new Date().toISOString(), reason: ending };
    const failure = await launch(mine).catch((error: unknown) => String(error));
    if (failure !== undefined) return died(mine, failure, 0);
    if (mine === generation) say(`${name} is back`);
  }

  async function start(): Promise<void> {
    const mine = ++generation;
    failures = 0;
    for (let attempt = 1; ; attempt++) {
      const failure = await launch(mine);
      if (failure === undefined) return;
      if (mine !== generation) return;
      if (attempt === firstTries) {
        phase = 'broken';
        reason = failure;
        throw new Error(`${name} does not start: ${failure}.\n${lastLines(instance.logFile(name))}`);
      }
      say(`${name}: ${failure}; trying again`);
      await sleep(backOffMs(attempt));
    }
  }

  async function halt(next: ComponentPhase): Promise<void> {
    generation++;
    const old = child;
    child = undefined;
    phase = next;
    reason = undefined;
    if (old === undefined) return;
    await old.stop();
    await component.afterStop?.(instance);
    record(undefined);
  }

  return {
    component,
    phase: () => phase,
    pid: () => (phase === 'ready' || phase === 'starting' ? child?.identity.pid : undefined),
    restarts: () => restarts,
    lastRestart: () => lastRestart,
    reason: () => reason,
    start,
    stop: () => halt('stopped'),
    pause: () => halt('paused'),
    kill: (signal) => child?.kill(signal),
    ended: async () => void (await child?.exited),
    setAutoRestart: (on) => void (autoRestart = on),
  };
}
