import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Progress, ToolchainContext } from '../context.ts';

type Environment = ToolchainContext['env'];

/** The user's cache folder for Arcade; `ARCADE_CACHE` names another. */
export function cacheFolder(env: Environment): string {
  if (env['ARCADE_CACHE'] !== undefined && env['ARCADE_CACHE'] !== '') return resolve(env['ARCADE_CACHE']);
  // A variable that is set to nothing is one that is not set; an empty path would be the folder we are in.
  const base = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  return join(resolve(base), 'arcade');
}

export const createToolchain = (
  root: string,
  progress: Progress,
  env: Environment = process.env,
): ToolchainContext => ({ root: resolve(root), cacheDir: cacheFolder(env), progress, env });
