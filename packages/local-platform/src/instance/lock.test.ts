import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLock, lockHolder, tryLock } from './lock.ts';
import { identify, isAlive } from './process-identity.ts';

describe('tryLock', () => {
  let folder: string;
  const path = () => join(folder, 'a.lock');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'arcade-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is held by one until it is released', () => {
    const lock = tryLock(path());
    expect(isLock(lock)).toBe(true);
    expect(tryLock(path())).toEqual(identify(process.pid));
    expect(lockHolder(path())?.pid).toBe(process.pid);
    if (isLock(lock)) lock.release();
    expect(lockHolder(path())).toBeUndefined();
    expect(isLock(tryLock(path()))).toBe(true);
  });

  it.each([
    ['a process that has ended', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'then' })],
    ['another process of the same number', JSON.stringify({ pid: process.pid, startedAt: 'then' })],
    ['nobody, because it was cut off', '{"pid":'],
  ])('is free when it was left by %s', (_, content) => {
    writeFileSync(path(), content);
    expect(isLock(tryLock(path()))).toBe(true);
    expect(readdirSync(folder)).toEqual(['a.lock']);
  });
});

describe('identify', () => {
  it('knows this process again, but not another that would have its number', () => {
    const me = identify(process.pid);
    expect(me).toEqual(identify(process.pid));
    expect(me !== undefined && isAlive(me)).toBe(true);
    expect(isAlive({ pid: process.pid, startedAt: 'another time' })).toBe(false);
  });

  it('finds nobody under a number that nobody has', () => {
    expect(identify(2 ** 22 + 1)).toBeUndefined();
  });
});
