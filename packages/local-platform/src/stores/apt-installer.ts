import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress, ToolchainContext } from '../context.ts';
import { aptProgress, explainApt } from './apt-output.ts';
import { InstallError } from './install-error.ts';
import { runBriefly } from './run-briefly.ts';

const script = fileURLToPath(new URL('../../scripts/apt-install.sh', import.meta.url));

/**
 * Installs packages with one apt-get that starts no service and upgrades nothing.
 * @throws InstallError when this account may not use apt, there is no apt, or it failed; the message says what to do
 */
export async function installAptPackages(packages: readonly string[], toolchain: ToolchainContext): Promise<void> {
  if (packages.length === 0) return;
  const prefix = await privileges(packages, toolchain);
  const task = toolchain.progress.task(`Installing ${packages.join(', ')}`);
  const logFolder = join(toolchain.cacheDir, 'logs');
  await mkdir(logFolder, { recursive: true });
  const logFile = join(logFolder, 'apt-install.log');
  const code = await runLogged([...prefix, 'sh', script, ...packages], toolchain, logFile, task);
  if (code === 0) {
    task.done();
    return;
  }
  const explanation = explainApt(await readFile(logFile, 'utf8'));
  task.fail(explanation.split('\n')[0] ?? '');
  throw new InstallError(`${packages.join(', ')} could not be installed. ${explanation}\nAll of it: ${logFile}`);
}

/** What goes before the command: nothing for root, sudo for an account that needs no password for it. */
async function privileges(packages: readonly string[], { env, root }: ToolchainContext): Promise<string[]> {
  if ((await runBriefly('apt-get', ['--version'], env)).code !== 0) throw new InstallError(withoutApt(packages));
  if (process.getuid?.() === 0) return [];
  const sudo = await runBriefly('sudo', ['-n', 'true'], env);
  if (sudo.code === 0) return ['sudo', '-n'];
  throw new InstallError(withoutRights(packages, relative(root, script), sudo.code !== notThere));
}

const notThere = 127;

export function withoutRights(packages: readonly string[], scriptPath: string, hasSudo: boolean): string {
  const command = `sh ${scriptPath} ${packages.join(' ')}`;
  return `Some packages are missing, and this account may not install them. Run this once, then start again:
  ${hasSudo ? `sudo ${command}` : `su -c '${command}'`}
It starts and enables none of their services.`;
}

export const withoutApt = (packages: readonly string[]): string =>
  `This system has no apt-get. Install what Debian calls ${packages.join(', ')} with its own package manager,
or name running servers with ARCADE_MYSQL_URL, ARCADE_REDIS_URL, ARCADE_RABBITMQ_URL and ARCADE_MONGODB_URL.`;

/** The output goes to a file, so that apt can finish even if we are killed while it runs. */
async function runLogged(
  [command = '', ...args]: readonly string[],
  { env }: ToolchainContext,
  logFile: string,
  task: ReturnType<Progress['task']>,
): Promise<number> {
  const log = openSync(logFile, 'w');
  const child = spawn(command, args, { env: { ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (status, signal) => resolve(status ?? (signal === null ? 1 : 128)));
    child.once('error', () => resolve(127));
  });
  const follow = followFile(logFile, (lines) => {
    const latest = lines.map(aptProgress).findLast((progress) => progress !== undefined);
    if (latest !== undefined) task.update(latest.fraction, latest.note);
  });
  return await ended.finally(() => clearInterval(follow));
}

/** Gives the complete lines that are added to a file. */
function followFile(path: string, onLines: (lines: readonly string[]) => void): NodeJS.Timeout {
  let seen = 0;
  return setInterval(() => {
    const text = readFileSync(path, 'utf8');
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    if (end > seen) onLines(text.slice(seen, end).split(/[\r\n]+/));
    seen = Math.max(seen, end);
  }, 200);
}
