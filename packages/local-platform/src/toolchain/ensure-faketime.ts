import { globSync } from 'node:fs';
import type { ToolchainContext } from '../context.ts';
import { installAptPackages } from '../stores/apt-installer.ts';
import { InstallError } from '../stores/install-error.ts';

const packages = ['libfaketime'];
const find = () => globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0];

/**
 * libfaketime, which shows a program that preloads it another time than the machine's: for tests of what takes days.
 * @returns the library's path
 * @throws InstallError when it cannot be installed; the message says what to do
 */
export async function ensureFaketime(toolchain: ToolchainContext): Promise<string> {
  if (find() === undefined) await installAptPackages(packages, toolchain);
  const library = find();
  if (library === undefined) throw new InstallError('libfaketime is not where Debian puts it (/usr/lib/*/faketime).');
  return library;
}
