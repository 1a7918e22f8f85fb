import { spawn } from 'node:child_process';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ToolchainContext } from '../context.ts';
import { InstallError } from './install-error.ts';
import { explainPip, pipProgress } from './pip-output.ts';
import { findPython, pythonNeeded } from './python.ts';

export interface PipPackage {
  /** As the package index names it. */
  readonly name: string;
  readonly version: string;
}

/** Where a package's virtual environment is: one folder per version, complete if it exists. */
export const pipFolder = (cacheDir: string, { name, version }: PipPackage): string =>
  join(cacheDir, 'python', `${name.toLowerCase()}-${version}`);

/** Runs modules of the package: `python -m …`. (Scripts of a moved virtual environment do not find their interpreter.) */
export const pipPython = (cacheDir: string, wanted: PipPackage): string =>
  join(pipFolder(cacheDir, wanted), 'bin', 'python3');

export const isPipInstalled = (cacheDir: string, wanted: PipPackage): Promise<boolean> =>
  access(pipPython(cacheDir, wanted)).then(
    () => true,
    () => false,
  );

/**
 * Installs one version of a package into a virtual environment of its own. It is built beside its place and moved there
 * when it is complete, so that an installation that was killed counts for nothing; pip keeps what it has downloaded.
 * @throws InstallError with what to do
 */
export async function installPipPackage(wanted: PipPackage, toolchain: ToolchainContext): Promise<void> {
  const { cacheDir, env, progress } = toolchain;
  if (await isPipInstalled(cacheDir, wanted)) return;
  const python = await findPython(env);
  if (python === undefined) throw new InstallError(pythonNeeded());
  const folder = pipFolder(cacheDir, wanted);
  const building = `${folder}.building-${process.pid}`;
  const task = progress.task(`Installing ${wanted.name} ${wanted.version}`);
  try {
    await mkdir(dirname(folder), { recursive: true });
    await removeAbandoned(folder);
    await run(python.path, ['-m', 'venv', building], env);
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--prefer-binary'];
    const requirement = `${wanted.name}==${wanted.version}`;
    await run(join(building, 'bin', 'python3'), [...pip, requirement], env, (line) => {
      const note = pipProgress(line);
      if (note !== undefined) task.update(undefined, note);
    });
    await moveIntoPlace(building, folder);
    task.done();
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    const message = error instanceof Error ? error.message : String(error);
    task.fail(message.split('\n')[0] ?? '');
    throw new InstallError(`${wanted.name} could not be installed. ${message}`, { cause: error });
  }
}

/** Two installations at a time: the first one in place is as good as ours. */
async function moveIntoPlace(building: string, folder: string): Promise<void> {
  await rename(building, folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(building, { recursive: true, force: true });
  });
}

async function removeAbandoned(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.building-`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function run(
  command: string,
  args: readonly string[],
  env: ToolchainContext['env'],
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const child = spawn(command, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      output.push(line);
      onLine(line);
    });
  }
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status) => resolve(status ?? 1));
  });
  if (code !== 0) throw new Error(explainPip(output.join('\n')));
}
