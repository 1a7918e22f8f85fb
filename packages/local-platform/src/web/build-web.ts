import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolchainContext } from '../context.ts';
import { waitForLock } from '../toolchain/wait-for-lock.ts';

/** What goes into the pages. */
const sources = [
  'web/src',
  'web/public',
  'web/index.html',
  'web/package.json',
  'web/vite.config.ts',
  'web/precompress.ts',
];
const shared = ['packages/contracts/src', 'packages/client/src', 'package-lock.json'];

export type WebBuild = 'built' | 'up to date' | 'no web app yet';

/**
 * Builds the web app when its sources are not those of the last build.
 * @throws Error with the end of the builder's output when it fails
 */
export async function buildWeb(toolchain: ToolchainContext): Promise<WebBuild> {
  const { root, progress } = toolchain;
  if (!existsSync(join(root, 'web/index.html'))) return 'no web app yet';
  const stamp = join(root, 'web/dist/.sources');
  const upToDate = async () => (await readFile(stamp, 'utf8').catch(() => '')) === (await hashOf(root));
  if (await upToDate()) return 'up to date';
  const lock = await waitForLock(join(root, '.arcade/web.lock'), 'Building the web app', progress);
  try {
    if (await upToDate()) return 'up to date';
    const hash = await hashOf(root);
    const task = progress.task('Building the web app');
    await runVite(toolchain).catch((error: unknown) => {
      task.fail('failed');
      throw error;
    });
    await writeFile(stamp, hash);
    task.done();
    return 'built';
  } finally {
    lock.release();
  }
}

async function hashOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of [...sources, ...shared]) {
    const full = join(root, path);
    for (const file of (await filesBelow(full)).toSorted())
      hash.update(file.slice(root.length)).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return existsSync(path) ? [path] : [];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function runVite({ root, env }: ToolchainContext): Promise<void> {
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
  const child = spawn(process.execPath, args, {
    cwd: join(root, 'web'),
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const full = output.includes('ENOSPC') ? 'The disk is full. ' : '';
  throw new Error(`${full}The web app could not be built:\n${output.trim().split('\n').slice(-20).join('\n')}`);
}
