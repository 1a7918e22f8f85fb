import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process beyond doubt: its number and when it started, so that a reused number is not mistaken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot id and start tick on Linux, the start time elsewhere. */
  readonly startedAt: string;
}

/** Who has this number now; undefined when nobody, or only a zombie, does. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? linuxStart(pid) : portableStart(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export const isAlive = (known: ProcessIdentity): boolean => identify(known.pid)?.startedAt === known.startedAt;

function linuxStart(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  // The name in brackets may hold anything; state and start tick are the 1st and 20th field after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readProc('sys/kernel/random/boot_id')?.trim() ?? ''}:${fields[19]}`;
}

function portableStart(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return text === '' || / Z\S*$/.test(text) ? undefined : text.replace(/ \S+$/, '');
  } catch {
    return undefined;
  }
}

/**
 * Processes whose environment holds `NAME=value`, found without any record of them. Linux only (elsewhere none), and
 * only those this user may look into.
 */
export function findByEnvironment(name: string, value: string): readonly ProcessIdentity[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => (readProc(`${pid}/environ`) ?? '').split('\0').includes(`${name}=${value}`))
    .flatMap((pid) => identify(Number(pid)) ?? []);
}

/** Resident memory in bytes, the process and its descendants; undefined where it cannot be told. */
export function memoryOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  let total = 0;
  const pids = [pid];
  for (const current of pids) {
    const rss = /^VmRSS:\s+(\d+) kB/m.exec(readProc(`${current}/status`) ?? '')?.[1];
    if (rss !== undefined) total += Number(rss) * 1024;
    const children = readProc(`${current}/task/${current}/children`)?.trim() ?? '';
    if (children !== '') pids.push(...children.split(' ').map(Number));
  }
  return total === 0 ? undefined : total;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
