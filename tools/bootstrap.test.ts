import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

describe('bootstrap', () => {
  let root: string;
  const write = (path: string, text: string) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  };
  const lock = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } });

  /** A clone with a Node and an npm that only say that they were called. */
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'arcade-bootstrap-'));
    cpSync(join(import.meta.dirname, 'bootstrap.mjs'), join(root, 'tools/bootstrap.mjs'));
    write('package-lock.json', lock);
    write('node_modules/.package-lock.json', lock);
    write('node_modules/node/bin/node', '#!/bin/sh\necho "node was called"\n');
    write('bin/npm', '#!/bin/sh\necho "npm was called"\nexit 7\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const run = (...args: string[]) => {
    const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, ARCADE_CACHE: join(root, 'cache'), TMPDIR: root };
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'tools/bootstrap.mjs'), ...args], {
      env,
      encoding: 'utf8',
    });
    return { status, stdout };
  };

  it('installs nothing when what the lockfile says is there', () => {
    const { status, stdout } = run('status');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'node was called\n' });
    expect(run('test:unit').stdout).toBe('node was called\n');
  });

  it.each([
    ['cut off', '{"packages": {"node_mod'],
    ['empty', ''],
    ['of other versions', lock.replace('1.0.0', '0.9.0')],
  ])('installs anew when npm’s note is %s', (_, note) => {
    write('node_modules/.package-lock.json', note);
    const { status, stdout } = run('test:unit');
    expect(status).toBe(7);
    expect(stdout).toContain('npm was called');
  });

  describe('test', () => {
    const scripts = (first: string) =>
      write(
        'package.json',
        JSON.stringify({
          scripts: {
            'check:types': first,
            'check:lint': 'echo lint',
            'check:format': 'true',
            'check:imports': 'true',
            'check:api': 'true',
            verify: 'true',
          },
        }),
      );

    it('goes on after a part that fails, and fails', () => {
      scripts('exit 2');
      const { status, stdout } = run('test');
      expect(status).toBe(1);
      expect(stdout).toContain('check:types FAILED');
      expect(stdout).toContain('check:lint passed');
    });

    it.each([
      ['itself ends as interrupted', 'exit 130', 130],
      ['dies of it', 'kill -INT $$', 130],
      ['is ended', 'kill -TERM $$', 143],
      ['ends well although we were interrupted', 'kill -INT $PPID; sleep 1', 130],
    ])('begins nothing more when an interrupted part %s', (_, first, code) => {
      scripts(first);
      const { status, stdout } = run('test');
      expect(status).toBe(code);
      expect(stdout).not.toContain('check:lint');
    });
  });
});
