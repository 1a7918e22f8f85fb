import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../context.ts';
import { isLock, tryLock, type Lock } from '../instance/lock.ts';

/** Waits until no other process does the same long work in the shared cache. */
export async function waitForLock(path: string, what: string, progress: Progress): Promise<Lock> {
  const first = tryLock(path);
  if (isLock(first)) return first;
  const task = progress.task(`${what}: another process (pid ${first.pid}) is at it, waiting`);
  for (;;) {
    await sleep(500);
    const next = tryLock(path);
    if (isLock(next)) {
      task.done();
      return next;
    }
    task.update(undefined);
  }
}
