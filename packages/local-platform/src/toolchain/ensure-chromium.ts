import { existsSync } from 'node:fs';
import type { ToolchainContext } from '../context.ts';
import { installAptPackages } from '../stores/apt-installer.ts';

/** Where the browser of the tests is: Debian's, or the one that ARCADE_CHROMIUM names. */
export const chromiumPath = (env: ToolchainContext['env']): string => env['ARCADE_CHROMIUM'] || '/usr/bin/chromium';

/** Brings Debian's Chromium for browser tests. @throws InstallError when it cannot be installed; the message says what to do */
export async function ensureChromium(toolchain: ToolchainContext): Promise<void> {
  if (!existsSync(chromiumPath(toolchain.env))) await installAptPackages(['chromium'], toolchain);
}
