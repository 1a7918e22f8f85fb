import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../toolchain/toolchain.ts';
import { defaultInstance } from './default-platform.ts';
import { stop } from './stop.ts';

/** Stops the default instance and removes its data; with `cache` also what was downloaded and built. */
export async function clean(root: string, { cache }: { readonly cache: boolean }): Promise<number> {
  const folder = join(root, '.arcade', defaultInstance);
  if (existsSync(folder)) await stop(root);
  for (const path of [folder, ...(cache ? [cacheFolder(process.env)] : [])]) {
    if (!existsSync(path)) {
      console.log(`There is no ${path}.`);
      continue;
    }
    await rm(path, { recursive: true, force: true });
    console.log(`Removed ${path}`);
  }
  return 0;
}
