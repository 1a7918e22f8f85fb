import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

export interface Lock {
  release(): void;
}

/**
 * Takes a lock file for this process. One whose holder has died counts as free.
 * @returns the lock, or who holds it
 */
export function tryLock(path: string): Lock | ProcessIdentity {
  mkdirSync(dirname(path), { recursive: true });
  const mine = identify(process.pid);
  if (mine === undefined) throw new Error('Cannot tell when this process started');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      // A link appears whole or not at all, and fails when the lock is there.
      try {
        linkSync(draft, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = lockHolder(path);
      if (holder !== undefined) return holder;
      removeStale(path, draft);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Aside first: what stood there may have become somebody's valid lock since we looked. */
function removeStale(path: string, draft: string): void {
  const aside = `${draft}.stale`;
  try {
    renameSync(path, aside);
    if (lockHolder(aside) !== undefined) linkSync(aside, path);
  } catch {
    // Somebody else was faster; the next round shows who.
  } finally {
    rmSync(aside, { force: true });
  }
}

export const isLock = (result: Lock | ProcessIdentity): result is Lock => 'release' in result;

/** The living process that holds a lock file. */
export function lockHolder(path: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
    return isAlive(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}
