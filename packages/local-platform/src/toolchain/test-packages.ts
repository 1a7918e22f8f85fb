import { existsSync, globSync } from 'node:fs';
import type { ToolchainContext } from '../context.ts';
import { installAptPackages } from '../stores/apt-installer.ts';

/** Where the browser of the tests is: Debian's, or the one that ARCADE_CHROMIUM names. */
export const chromiumPath = (env: ToolchainContext['env']): string => env['ARCADE_CHROMIUM'] || '/usr/bin/chromium';

/** libfaketime, which shows a program that preloads it another time than the machine's: for tests of what takes days. */
export const faketimePath = (): string => globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0] ?? '';

/** Brings what only tests need. @throws InstallError when it cannot be installed; the message says what to do */
export async function ensureTestPackages(toolchain: ToolchainContext): Promise<void> {
  const missing = [
    ...(existsSync(chromiumPath(toolchain.env)) ? [] : ['chromium']),
    ...(existsSync(faketimePath()) ? [] : ['libfaketime']),
  ];
  await installAptPackages(missing, toolchain);
}
