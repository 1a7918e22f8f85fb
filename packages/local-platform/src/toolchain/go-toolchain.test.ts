import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFolder, findDapr } from '../dapr/dapr-binaries.ts';
import { explainGo, requireGo } from './go-toolchain.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arcade-go-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, output: string): void {
  writeFileSync(path, `#!/bin/sh\necho '${output}'\n`);
  chmodSync(path, 0o755);
}

describe('requireGo', () => {
  const goMod = 'module x\n\ngo 1.26.6\n';

  it('takes a Go that is new enough', async () => {
    program(join(folder, 'go'), 'go version go1.26.8 linux/amd64');
    expect(await requireGo(goMod, { PATH: folder }, { name: 'Dapr', instead: 'or bring it' })).toEqual([1, 26, 8]);
  });

  it('says what to do about one that is too old', async () => {
    program(join(folder, 'go'), 'go version go1.19.8 linux/amd64');
    await expect(requireGo(goMod, { PATH: folder }, { name: 'Dapr', instead: 'or bring it' })).rejects.toThrow(
      /Go 1\.19\.8 on PATH is too old.*needs Go 1\.26\.6 or newer.*\nInstall it/,
    );
  });

  it('says what to do when there is none', async () => {
    await expect(requireGo(goMod, { PATH: folder }, { name: 'Dapr', instead: 'or bring it' })).rejects.toThrow(
      /There is no Go on PATH.*\nInstall it/,
    );
  });
});

it.each([
  ['write /tmp/x: no space left on device', 'The disk is full'],
  ['Get "…": dial tcp: lookup proxy: no such host', 'The Go module proxy cannot be reached'],
  ['compile: signal: killed', 'ran out of memory'],
  ['syntax error', 'Run the command again'],
])('explains %j', (output, words) => {
  expect(explainGo(output)).toContain(words);
});

describe('findDapr', () => {
  const place = () => ({ root: folder, cacheDir: join(folder, 'cache'), env: { PATH: join(folder, 'bin') } });
  beforeEach(() => {
    mkdirSync(join(folder, 'tools/dapr/cmd/daprd'), { recursive: true });
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'tools/dapr/go.mod'), 'require (\n\tgithub.com/dapr/dapr v1.18.3\n)\n');
    writeFileSync(join(folder, 'tools/dapr/go.sum'), '');
    writeFileSync(join(folder, 'tools/dapr/cmd/daprd/main.go'), 'package main');
  });
  const install = (version: string) => {
    for (const name of ['daprd', 'placement', 'scheduler', 'sentry']) program(join(folder, 'bin', name), version);
  };

  it('takes the programs beside a daprd of the right version on PATH', async () => {
    install('1.18.3');
    expect((await findDapr(place()))?.sentry).toBe(join(folder, 'bin', 'sentry'));
  });

  it('leaves another version alone', async () => {
    install('1.17.0');
    expect(await findDapr(place())).toBeUndefined();
    install('1.18.4');
    expect(await findDapr(place())).toBeUndefined();
  });

  it('finds what was built from these sources, and not what was built from others', async () => {
    const built = await buildFolder(place());
    mkdirSync(built, { recursive: true });
    for (const name of ['daprd', 'placement', 'scheduler', 'sentry']) writeFileSync(join(built, name), '');
    expect((await findDapr(place()))?.daprd).toBe(join(built, 'daprd'));
    writeFileSync(join(folder, 'tools/dapr/cmd/daprd/main.go'), 'package main // changed');
    expect(await findDapr(place())).toBeUndefined();
  });
});
