import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import type { ProcessSpec } from '../component.ts';
import { identify, type ProcessIdentity } from '../instance/process-identity.ts';

/** Marks a process as one of an instance, so that a later start finds it without any record. */
export const instanceVariable = 'ARCADE_INSTANCE_ID';

/** Marks, with `<instance id>/<service>`, what runs in a terminal in the place of a component. */
export const standInVariable = 'ARCADE_STAND_IN';

export interface Child {
  readonly identity: ProcessIdentity;
  /** What ended it, in words. */
  readonly exited: Promise<string>;
  /** Sends a signal to the process itself. */
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, waits, and kills what is left of its group. */
  stop(): Promise<void>;
}

const rotateAtBytes = 20 * 1024 * 1024;

/**
 * Starts a process in a group of its own, its output in the log file.
 * @throws Error when it cannot be started at all
 */
export async function startChild(spec: ProcessSpec, logFile: string, instanceId: string): Promise<Child> {
  rotate(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(spec.command, spec.args, {
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    env: { ...spec.env, [instanceVariable]: instanceId },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid ?? 0;
  return {
    identity: identify(pid) ?? { pid, startedAt: 'ended at once' },
    exited,
    kill: (signal) => void child.kill(signal),
    stop: () => stop(child, pid, exited, spec),
  };
}

async function stop(child: ChildProcess, pid: number, exited: Promise<string>, spec: ProcessSpec): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(spec.stopSignal ?? 'SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), spec.stopTimeoutMs ?? 10_000);
    await exited;
    clearTimeout(force);
  }
  killGroup(pid);
}

/** Kills whatever is left in the process group of this number. */
export const killGroup = (pid: number): void => killHard(-pid);

/** Kills a process, or a group by its negative number, if it is there. */
export function killHard(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateAtBytes) renameSync(logFile, `${logFile}.1`);
}
