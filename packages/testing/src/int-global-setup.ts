import { join } from 'node:path';
import { runningPlatform } from './running-platform.ts';
import { dropLeftovers } from './drop-leftovers.ts';
import { storeOf } from '@arcade/local-platform/stores';
import { testedStores } from './store-urls.ts';

const root = join(import.meta.dirname, '../../..');
// The source: Jest loads this file with Node's own loader, which would look for the built package.
const localPlatform = new URL('../../local-platform/src/index.ts', import.meta.url).href;

/**
 * Before the integration tests: uses the stores that the environment names, starts private ones for the rest
 * (`.arcade/tests`), and leaves in the environment where all of them are, for the workers. Installs what is missing.
 */
// Jest takes a default export only.
// oxlint-disable-next-line import/no-default-export
export default async function intGlobalSetup(): Promise<void> {
  const {
    createPlatform,
    createTerminalProgress,
    createToolchain,
    endWithUs,
    ensureTestPackages,
    ensureStripeMock,
    installDapr,
    requireDapr,
  } = (await import(localPlatform)) as typeof import('@arcade/local-platform');
  const progress = createTerminalProgress();
  try {
    const toolchain = createToolchain(root, progress);
    await ensureTestPackages(toolchain);
    if ((process.env['ARCADE_DAPRD'] ?? '') === '') {
      await installDapr(toolchain);
      process.env['ARCADE_DAPRD'] = (await requireDapr(toolchain)).daprd;
    }
    process.env['ARCADE_STRIPE_MOCK'] = await ensureStripeMock(toolchain);
    const own = testedStores.filter((name) => (process.env[storeOf(name).urlVariable] ?? '') === '');
    if (own.length === 0) return;
    const platform = createPlatform({ root, instance: 'tests', services: [] });
    // Jest does not tear down when it is interrupted.
    endWithUs(platform);
    await platform.start(progress);
    runningPlatform.set(platform);
    Object.assign(process.env, platform.env);
    await dropLeftovers(own);
  } finally {
    progress.close();
  }
}
