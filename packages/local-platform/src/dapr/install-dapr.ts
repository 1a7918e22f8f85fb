import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolchainContext } from '../context.ts';
import { requireGo } from '../toolchain/go-toolchain.ts';
import { runGo } from '../toolchain/run-go.ts';
import { waitForLock } from '../toolchain/wait-for-lock.ts';
import { buildFolder, daprVersion, findDapr, type DaprProgram } from './dapr-binaries.ts';
import { writePatchedModules } from './patched-modules.ts';

const packages: Readonly<Record<DaprProgram, string>> = {
  daprd: './cmd/daprd',
  placement: 'github.com/dapr/dapr/cmd/placement',
  scheduler: 'github.com/dapr/dapr/cmd/scheduler',
  sentry: 'github.com/dapr/dapr/cmd/sentry',
};

const dapr = {
  name: 'Dapr',
  instead: 'or put the four programs of Dapr (daprd, placement, scheduler, sentry) of the right version on PATH',
};

type Task = ReturnType<ToolchainContext['progress']['task']>;

/**
 * Builds Dapr's four programs from the Go module in tools/dapr, unless they are here. Killed in the middle, the next
 * call goes on where Go's own caches end.
 * @throws InstallError when Go is missing, too old, or the build failed; the message says what to do
 */
export async function installDapr(toolchain: ToolchainContext): Promise<void> {
  if ((await findDapr(toolchain)) !== undefined) return;
  const lock = await waitForLock(join(toolchain.cacheDir, 'dapr.lock'), 'Building Dapr', toolchain.progress);
  try {
    if ((await findDapr(toolchain)) === undefined) await build(toolchain);
  } finally {
    lock.release();
  }
}

async function build(toolchain: ToolchainContext): Promise<void> {
  const module = join(toolchain.root, 'tools/dapr');
  await requireGo(await readFile(join(module, 'go.mod'), 'utf8'), toolchain.env, dapr);
  const version = await daprVersion(toolchain.root);
  const folder = await buildFolder(toolchain);
  const draft = `${folder}.partial`;
  await mkdir(join(draft, 'bin'), { recursive: true });
  await mkdir(join(toolchain.cacheDir, 'logs'), { recursive: true });
  const logFile = join(toolchain.cacheDir, 'logs', 'dapr-build.log');

  const task = toolchain.progress.task(`Building Dapr ${version}`);
  const run = (args: readonly string[], onLine: (line: string) => void) =>
    runGo(args, { what: 'Dapr', cwd: module, env: toolchain.env, logFile, onLine });
  try {
    const total = await countPackages(run, task);
    const sourceOf = (name: string) => run(['list', '-m', '-f', '{{.Dir}}', name], () => {});
    const goMod = await writePatchedModules({ sourceOf, module, target: draft });
    let built = 0;
    await run([...buildArguments(version, goMod), '-o', `${draft}/bin/`, ...Object.values(packages)], (line) => {
      built++;
      task.update(Math.min(0.99, built / total), `compiling ${line.split('/').slice(-2).join('/')}`);
    });
    await rename(join(draft, 'bin'), folder);
    await rm(draft, { recursive: true });
    task.done(folder);
  } catch (error) {
    task.fail('failed');
    throw error;
  }
}

type Run = (args: readonly string[], onLine: (line: string) => void) => Promise<string>;

/** Listing what has to be compiled also downloads it; the count makes the build's progress. */
async function countPackages(run: Run, task: Task): Promise<number> {
  let downloads = 0;
  task.update(undefined, 'looking up modules');
  const listed = await run(['list', '-deps', ...Object.values(packages)], (line) => {
    const module = /^go: downloading (\S+)/.exec(line)?.[1];
    if (module !== undefined) task.update(undefined, `downloading module ${++downloads}: ${module}`);
  });
  return listed.split('\n').length;
}

const buildArguments = (version: string, goMod: string) => [
  'build',
  '-v',
  '-trimpath',
  `-modfile=${goMod}`,
  '-ldflags',
  linkerFlags(version),
];

const linkerFlags = (version: string) =>
  [
    '-s -w',
    `-X github.com/dapr/dapr/pkg/buildinfo.version=${version}`,
    `-X github.com/dapr/dapr/pkg/buildinfo.gitversion=v${version}`,
    `-X github.com/dapr/kit/logger.DaprVersion=${version}`,
  ].join(' ');
