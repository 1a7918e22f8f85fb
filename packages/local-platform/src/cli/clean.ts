import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../toolchain/toolchain.ts';
import { defaultInstance } from './default-platform.ts';
import { stop } from './stop.ts';

/** What we keep in the cache folder. The folder itself may be somebody's who keeps other things there, too. */
const cached = ['dapr', 'dapr.lock', 'logs', 'node-compile-cache', 'python'];

/** Stops the default instance and removes its data; with `cache` also what was downloaded and built. */
export async function clean(root: string, { cache }: { readonly cache: boolean }): Promise<number> {
  const folder = join(root, '.arcade', defaultInstance);
  if (existsSync(folder)) await stopAnyway(root);
  await remove(folder);
  if (cache) for (const name of cached) await remove(join(cacheFolder(process.env), name));
  return 0;
}

/** Records that cannot be read are a reason to clean. `stop` ends the supervisor before it needs them. */
async function stopAnyway(root: string): Promise<void> {
  try {
    await stop(root);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

async function remove(path: string): Promise<void> {
  if (!existsSync(path)) {
    console.log(`There is no ${path}.`);
    return;
  }
  await rm(path, { recursive: true, force: true });
  console.log(`Removed ${path}`);
}
