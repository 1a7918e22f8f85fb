import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ToolchainContext } from '../context.ts';
import { searchServer } from '../stores/find-server.ts';
import { atLeast, type Version } from '../stores/version.ts';
import { daprPatches } from './dapr-patches.ts';

export const daprPrograms = ['daprd', 'placement', 'scheduler', 'sentry'] as const;
export type DaprProgram = (typeof daprPrograms)[number];
export type DaprBinaries = Readonly<Record<DaprProgram, string>>;

type Place = Pick<ToolchainContext, 'root' | 'cacheDir' | 'env'>;

/** The version that the Go module asks for. */
export async function daprVersion(root: string): Promise<string> {
  const goMod = await readFile(join(root, 'tools/dapr/go.mod'), 'utf8');
  const version = /^\s*github\.com\/dapr\/dapr v(\S+)/m.exec(goMod)?.[1];
  if (version === undefined) throw new Error('tools/dapr/go.mod names no version of Dapr');
  return version;
}

/** Where our own build of this source belongs: a change of go.mod, go.sum, cmd/ or a patch is another folder. */
export async function buildFolder({ root, cacheDir }: Pick<Place, 'root' | 'cacheDir'>): Promise<string> {
  const module = join(root, 'tools/dapr');
  const sources = (await readdir(join(module, 'cmd'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`).update(JSON.stringify(daprPatches));
  for (const path of [join(module, 'go.mod'), join(module, 'go.sum'), ...sources.toSorted()]) {
    hash.update(path.slice(module.length)).update(await readFile(path));
  }
  return join(cacheDir, 'dapr', `${await daprVersion(root)}-${hash.digest('hex').slice(0, 16)}`);
}

/** Dapr's programs as they are on this machine: all four beside a daprd of our version on PATH, or what we built. */
export async function findDapr(place: Place): Promise<DaprBinaries | undefined> {
  const installed = await onPath(await daprVersion(place.root), place.env);
  if (installed !== undefined) return installed;
  return complete(await buildFolder(place));
}

/** @throws Error when they are neither on PATH nor built */
export async function requireDapr(place: Place): Promise<DaprBinaries> {
  const binaries = await findDapr(place);
  if (binaries === undefined) throw new Error('Dapr is not installed yet: run npm start');
  return binaries;
}

async function onPath(version: string, env: Place['env']): Promise<DaprBinaries | undefined> {
  const minimum: Version = version.split('.').map(Number);
  const below = [...minimum.slice(0, -1), (minimum.at(-1) ?? 0) + 1];
  const { found } = await searchServer({ names: ['daprd'], minimum, below }, env);
  return found !== undefined && atLeast(found.version, minimum) ? complete(dirname(found.path)) : undefined;
}

async function complete(folder: string): Promise<DaprBinaries | undefined> {
  const paths = daprPrograms.map((name) => join(folder, name));
  const missing = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => false,
        () => true,
      ),
    ),
  );
  if (missing.includes(true)) return undefined;
  return Object.fromEntries(daprPrograms.map((name, index) => [name, paths[index]])) as unknown as DaprBinaries;
}
