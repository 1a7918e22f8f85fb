import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ToolchainContext } from '../context.ts';
import { InstallError } from '../stores/install-error.ts';
import { explainGo, goEnvironment } from './go-toolchain.ts';

export interface GoRun {
  /** What is being built, for the message of a failure. */
  readonly what: string;
  readonly cwd: string;
  readonly env: ToolchainContext['env'];
  readonly logFile: string;
  /** Each line of standard error as it comes. */
  readonly onLine: (line: string) => void;
}

/** Runs Go to its end and gives its standard output. It ends with us. @throws InstallError that says what to do */
export async function runGo(args: readonly string[], { what, cwd, env, logFile, onLine }: GoRun): Promise<string> {
  const child = spawn('go', args, { cwd, env: goEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  const log = createWriteStream(logFile);
  const errors: string[] = [];
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    errors.push(line);
    onLine(line);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', endWithUs);
  log.end();
  if (code === 0) return output.trim();
  const last = errors.slice(-6).join('\n');
  throw new InstallError(`${what} could not be built. ${explainGo(errors.join('\n'))}\n${last}\nAll of it: ${logFile}`);
}
