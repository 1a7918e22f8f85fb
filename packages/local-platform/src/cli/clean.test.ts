import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from '../instance/process-identity.ts';
import { clean } from './clean.ts';

describe('clean', () => {
  let root: string;
  let said: string;
  let instance: string;
  const cacheBefore = process.env['ARCADE_CACHE'];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'arcade-clean-'));
    instance = join(root, '.arcade', 'default');
    process.env['ARCADE_CACHE'] = join(root, 'cache');
    said = '';
    const listen = (line: unknown) => void (said += `${String(line)}\n`);
    jest.spyOn(console, 'log').mockImplementation(listen);
    jest.spyOn(console, 'error').mockImplementation(listen);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    if (cacheBefore === undefined) delete process.env['ARCADE_CACHE'];
    else process.env['ARCADE_CACHE'] = cacheBefore;
    rmSync(root, { recursive: true, force: true });
  });

  it('ends the supervisor and removes the instance though its records cannot be read', async () => {
    const supervisor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const ended = once(supervisor, 'exit');
    mkdirSync(instance, { recursive: true });
    writeFileSync(join(instance, 'state.json'), '{"ports":');
    writeFileSync(join(instance, 'supervisor.lock'), JSON.stringify(identify(supervisor.pid ?? 0)));
    expect(await clean(root, { cache: false })).toBe(0);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(existsSync(instance)).toBe(false);
    expect(said).toContain('state.json cannot be read');
    expect(said).toContain(`Removed ${instance}`);
  });

  it('removes of the cache folder what is ours and nothing else', async () => {
    const cache = join(root, 'cache');
    for (const name of ['dapr', 'logs', 'node-compile-cache', 'python', 'photos']) {
      mkdirSync(join(cache, name), { recursive: true });
      writeFileSync(join(cache, name, 'file'), name);
    }
    for (const name of ['dapr.lock', 'letter.txt']) writeFileSync(join(cache, name), name);
    expect(await clean(root, { cache: false })).toBe(0);
    expect(readdirSync(cache)).toHaveLength(7);
    expect(await clean(root, { cache: true })).toBe(0);
    expect(readdirSync(cache)).toEqual(['letter.txt', 'photos']);
  });
});
