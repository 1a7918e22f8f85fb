import type { ToolchainContext } from '../context.ts';
import { installPipPackage, pipPython, type PipPackage } from '../stores/pip-installer.ts';

/** Finds answers of an API that its OpenAPI document does not declare. MIT; for tests only. */
const schemathesis: PipPackage = { name: 'schemathesis', version: '4.32.5' };

/**
 * Brings Schemathesis for tests of the API from outside.
 * @returns the Python that runs it: `python -m schemathesis.cli`
 * @throws InstallError when it cannot be installed; the message says what to do
 */
export async function ensureSchemathesis(toolchain: ToolchainContext): Promise<string> {
  await installPipPackage(schemathesis, toolchain);
  return pipPython(toolchain.cacheDir, schemathesis);
}
