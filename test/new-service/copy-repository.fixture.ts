import { cp, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

const copied = [
  '.prettierrc.json',
  'charts',
  'components',
  'docs/api',
  'docs/images',
  'jest.config.mjs',
  'jest.transform.mjs',
  'package.json',
  'packages',
  'services',
  'test',
  'tools/dapr',
  'tools/generate',
  'tools/import-rules',
  'tools/sample-data/photos/mug',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.tests.json',
  'web/src',
  'web/package.json',
];
const made = new Set(['node_modules', 'dist', '.tscache']);

/** Copies what a service is made of, generated from and tested by. Our packages are those of the copy, all others are linked. */
export async function copyRepository(from: string, to: string): Promise<void> {
  for (const path of copied) {
    await cp(join(from, path), join(to, path), { recursive: true, filter: (source) => !made.has(basename(source)) });
  }
  await linkModules(join(from, 'node_modules'), join(to, 'node_modules'));
  for (const folder of await workspaces(from)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(join(from, modules))) await symlink(join(from, modules), join(to, modules));
  }
}

async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(join(to, '@arcade'), { recursive: true });
  for (const name of await readdir(from)) if (name !== '@arcade') await symlink(join(from, name), join(to, name));
  for (const name of await readdir(join(from, '@arcade'))) {
    await symlink(await readlink(join(from, '@arcade', name)), join(to, '@arcade', name));
  }
}

async function workspaces(root: string): Promise<readonly string[]> {
  const parents = ['packages', 'services'];
  const names = await Promise.all(parents.map((parent) => readdir(join(root, parent))));
  return names.flatMap((folders, index) => folders.map((name) => join(parents[index] ?? '', name)));
}
