import type { ToolchainContext } from '../context.ts';
import { installAptPackages } from './apt-installer.ts';
import type { Environment } from './run-briefly.ts';

/** Says which packages one component misses on this machine; none when it has what it needs. */
export type MissingPackages = (env: Environment, cacheDir: string) => Promise<readonly string[]>;

/** One apt-get for what all components miss together, however many of them ask for it. */
export function createSharedApt(parts: readonly MissingPackages[]): (toolchain: ToolchainContext) => Promise<void> {
  let running: Promise<void> | undefined;
  const install = async (toolchain: ToolchainContext) => {
    const missing = await Promise.all(parts.map((part) => part(toolchain.env, toolchain.cacheDir)));
    await installAptPackages([...new Set(missing.flat())], toolchain);
  };
  return (toolchain) => {
    running ??= install(toolchain).catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
