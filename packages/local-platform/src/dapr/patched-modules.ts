import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { daprPatches, patchSource } from './dapr-patches.ts';

/** Neither compiled nor embedded. */
const isNeeded = (path: string) => !/^(tests|docs|img|\.github)\//.test(path) && !path.endsWith('_test.go');

export interface PatchedModules {
  /** Tells where Go keeps the source of a module that it has downloaded. */
  readonly sourceOf: (module: string) => Promise<string>;
  /** The Go module that builds Dapr: tools/dapr. */
  readonly module: string;
  /** Where the changed copies go. */
  readonly target: string;
}

/**
 * Makes copies of Dapr's modules with our patches, and a go.mod that builds with them: Go refuses to replace single files
 * of a module that it has downloaded.
 * @returns the path of that go.mod, for `go build -modfile`
 * @throws Error when a source is no longer what a patch was made for
 */
export async function writePatchedModules({ sourceOf, module, target }: PatchedModules): Promise<string> {
  let goMod = await readFile(join(module, 'go.mod'), 'utf8');
  for (const name of new Set(daprPatches.map((patch) => patch.module))) {
    const copy = join(target, name);
    await copyModule(await sourceOf(name), copy);
    goMod += `\nreplace ${name} => ${copy}\n`;
  }
  for (const patch of daprPatches) {
    const path = join(target, patch.module, patch.file);
    await writeFile(path, patchSource(await readFile(path, 'utf8'), patch));
  }
  await writeFile(join(target, 'go.mod'), goMod);
  await writeFile(join(target, 'go.sum'), await readFile(join(module, 'go.sum')));
  return join(target, 'go.mod');
}

async function copyModule(source: string, copy: string): Promise<void> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const path = relative(source, from);
    if (!isNeeded(path)) continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), await readFile(from));
  }
}
