import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second of Linux's /proc (USER_HZ). */
const ticks = 100;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

/** CPU seconds (user and system) that a process and its living descendants have used, for each of some processes. */
export async function cpuSecondsOf(roots: readonly number[]): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(ids.map(timesOf))).filter((times) => times !== undefined);
  return roots.map((root) => {
    const below = new Set([root]);
    for (let grown = true; grown;) {
      grown = false;
      for (const { pid, parent } of all) {
        if (!below.has(parent) || below.has(pid)) continue;
        below.add(pid);
        grown = true;
      }
    }
    return all.filter(({ pid }) => below.has(pid)).reduce((sum, { seconds }) => sum + seconds, 0);
  });
}

/** Undefined when the process has ended meanwhile. */
async function timesOf(pid: number): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name stands in brackets and may hold spaces; state, parent … follow, utime and stime as 12th and 13th.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid, parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticks };
}
