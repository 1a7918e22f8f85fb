import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Progress } from '../context.ts';
import type { Platform } from '../platform/platform.ts';

/** Accounts that the sample loader has made, for the summary. */
const Accounts = z.array(z.object({ role: z.string(), email: z.string(), password: z.string() }));
export type SampleAccount = z.infer<typeof Accounts>[number];

const accountsFile = (root: string, instance: string) => join(root, '.arcade', instance, 'sample-accounts.json');

/** What the loader wrote when it was done; undefined before. */
export function sampleAccounts(root: string, instance: string): readonly SampleAccount[] | undefined {
  const path = accountsFile(root, instance);
  return existsSync(path) ? Accounts.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

export interface SampleDataOptions {
  readonly root: string;
  readonly instance: string;
  readonly platform: Platform;
  readonly progress: Progress;
  readonly say: (line: string) => void;
  /** Ends the loader when the platform is stopped. */
  readonly signal: AbortSignal;
}

/**
 * Fills a new shop once, through its own API: `tools/sample-data/load.ts` gets ARCADE_URL, ARCADE_ADMIN_EMAIL,
 * ARCADE_ADMIN_PASSWORD and, to be written last, ARCADE_SAMPLE_ACCOUNTS (a JSON file of role, email, password). Lines of
 * the form `12/40 note` on its output are its progress. When it fails, the shop works without; the next start tries again.
 */
export async function loadSampleData(options: SampleDataOptions): Promise<void> {
  const { root, instance, progress, say, signal } = options;
  const script = join(root, 'tools/sample-data/load.ts');
  if (!existsSync(script) || sampleAccounts(root, instance) !== undefined) return;
  const task = progress.task('Filling the shop with sample products');
  const { code, output } = await runLoader(script, options, (text) => {
    const [, done, all, note] = /^(\d+)\/(\d+)\s*(.*)$/m.exec(text.trimEnd().split('\n').at(-1) ?? '') ?? [];
    if (all !== undefined) task.update(Number(done) / Number(all), note);
  });
  if (code === 0) return task.done();
  if (signal.aborted) return task.fail('broken off; the next npm start goes on');
  task.fail('failed; the shop runs without, and the next npm start tries again');
  say(`the sample data could not be loaded:\n${output.trim().split('\n').slice(-15).join('\n')}`);
}

/** Runs the loader to its end, or until the signal comes. */
async function runLoader(
  script: string,
  { root, instance, platform, signal }: SampleDataOptions,
  onText: (text: string) => void,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, ['--conditions=development', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ARCADE_URL: platform.url,
      ARCADE_ADMIN_EMAIL: platform.admin.email,
      ARCADE_ADMIN_PASSWORD: platform.admin.password,
      ARCADE_SAMPLE_ACCOUNTS: accountsFile(root, instance),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onText(text);
    });
  }
  const end = () => child.kill();
  signal.addEventListener('abort', end);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', end);
  return { code, output };
}
