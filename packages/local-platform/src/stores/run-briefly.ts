import { execFile } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface BriefResult {
  /** 127 when there is no such program. */
  readonly code: number;
  /** Standard output and error together. */
  readonly output: string;
}

/** Runs a program that ends by itself soon; never rejects. */
export const runBriefly = (command: string, args: readonly string[], env: Environment, timeoutMs = 15_000) =>
  new Promise<BriefResult>((resolve) => {
    execFile(command, args, { env: { ...env }, timeout: timeoutMs }, (error, stdout, stderr) => {
      const failed = typeof error?.code === 'number' ? error.code : 127;
      resolve({ code: error === null ? 0 : failed, output: stdout + stderr });
    });
  });
