import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolchainContext } from '../context.ts';
import { requireGo } from './go-toolchain.ts';
import { runGo } from './run-go.ts';
import { waitForLock } from './wait-for-lock.ts';

const program = 'github.com/stripe/stripe-mock';
const stripeMock = { name: 'stripe-mock', instead: 'or name a stripe-mock that is there in ARCADE_STRIPE_MOCK' };

/**
 * Stripe's own mock server, which knows what Stripe's API takes and answers: the one ARCADE_STRIPE_MOCK names, or built
 * from the Go module in tools/stripe-mock.
 * @returns the program's path
 * @throws InstallError when it cannot be built; the message says what to do
 */
export async function ensureStripeMock({ root, cacheDir, env, progress }: ToolchainContext): Promise<string> {
  const named = env['ARCADE_STRIPE_MOCK'] ?? '';
  if (named !== '') return named;
  const module = join(root, 'tools/stripe-mock');
  const goMod = await readFile(join(module, 'go.mod'), 'utf8');
  const key = createHash('sha256')
    .update(`${process.platform}-${process.arch}`)
    .update(goMod)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheDir, 'stripe-mock');
  const path = join(folder, key);
  if (existsSync(path)) return path;
  await mkdir(join(cacheDir, 'logs'), { recursive: true });
  const lock = await waitForLock(join(cacheDir, 'stripe-mock.lock'), 'Building stripe-mock', progress);
  try {
    if (existsSync(path)) return path;
    await requireGo(goMod, env, stripeMock);
    const task = progress.task('Building stripe-mock');
    try {
      const logFile = join(cacheDir, 'logs', 'stripe-mock-build.log');
      const onLine = (line: string) => task.update(undefined, line.trim());
      await runGo(['build', '-v', '-trimpath', '-o', `${path}.partial`, program], {
        what: 'stripe-mock',
        cwd: module,
        env,
        logFile,
        onLine,
      });
      await rename(`${path}.partial`, path);
      task.done(path);
    } catch (error) {
      task.fail('failed');
      throw error;
    }
    return path;
  } finally {
    lock.release();
  }
}
