import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ToolchainContext } from '../context.ts';
import { installPipPackage, isPipInstalled, pipFolder } from './pip-installer.ts';

const wanted = { name: 'SomeServer', version: '1.2.3' };
let dir: string;
let toolchain: ToolchainContext;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pip installer-'));
  await mkdir(join(dir, 'bin'));
  toolchain = {
    root: dir,
    cacheDir: join(dir, 'cache'),
    env: { PATH: [join(dir, 'bin'), '/usr/bin', '/bin'].join(delimiter) },
    progress: { task: () => ({ update: () => {}, done: () => {}, fail: () => {} }) },
  };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A python3 that makes virtual environments of itself and counts what pip is asked for. */
const python = (pip: string) =>
  writeFile(
    join(dir, 'bin', 'python3'),
    `#!/bin/sh
case "$*" in
  --version) echo Python 3.12.1 ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python3" ;;
  "-m pip "*) echo "$*" >>"${dir}/pip-calls"; ${pip} ;;
esac
`,
    { mode: 0o755 },
  );

it('installs the exact version once', async () => {
  await python('exit 0');
  expect(await isPipInstalled(toolchain.cacheDir, wanted)).toBe(false);
  await installPipPackage(wanted, toolchain);
  await installPipPackage(wanted, toolchain);
  expect(await readFile(join(dir, 'pip-calls'), 'utf8')).toMatch(/^-m pip install .* SomeServer==1\.2\.3\n$/);
  expect(await readdir(join(toolchain.cacheDir, 'python'))).toEqual(['someserver-1.2.3']);
});

it('leaves nothing that looks complete when it fails, and says why', async () => {
  await python('echo "OSError: [Errno 28] No space left on device"; exit 1');
  await expect(installPipPackage(wanted, toolchain)).rejects.toThrow(
    /SomeServer could not be installed. The disk is full/,
  );
  expect(await readdir(join(toolchain.cacheDir, 'python'))).toEqual([]);
});

it('removes what a killed installation left, and not what another is building', async () => {
  await python('exit 0');
  const folder = pipFolder(toolchain.cacheDir, wanted);
  const [dead, alive] = [`${folder}.building-999999999`, `${folder}.building-${process.ppid}`];
  for (const abandoned of [dead, alive]) await mkdir(abandoned, { recursive: true });
  await installPipPackage(wanted, toolchain);
  expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
});

it('takes what another installation has put in place meanwhile', async () => {
  const folder = pipFolder(toolchain.cacheDir, wanted);
  await python(`mkdir -p "${folder}/bin"; touch "${folder}/bin/python3"`);
  await installPipPackage(wanted, toolchain);
  expect(await readFile(join(folder, 'bin', 'python3'), 'utf8')).toBe('');
  expect(await readdir(join(toolchain.cacheDir, 'python'))).toEqual(['someserver-1.2.3']);
});
