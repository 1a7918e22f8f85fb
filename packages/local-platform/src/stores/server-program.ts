import type { ToolchainContext } from '../context.ts';
import { describeSearch, searchServer, type FoundServer, type ServerQuery } from './find-server.ts';
import { InstallError } from './install-error.ts';
import type { Environment } from './run-briefly.ts';
import type { MissingPackages } from './shared-apt.ts';
import { versionText } from './version.ts';

/** A store's server as a program of this machine, brought by apt where it is missing. */
export interface ServerProgram {
  readonly title: string;
  readonly query: ServerQuery;
  readonly packages: readonly string[];
  /** Environment variable that names a running server instead. */
  readonly urlVariable: string;
}

export const missingPackages =
  ({ query, packages }: ServerProgram): MissingPackages =>
  async (env) =>
    (await searchServer(query, env)).found === undefined ? packages : [];

/** @throws InstallError when there is no server of a fit version */
export async function requireServer(store: ServerProgram, env: Environment): Promise<FoundServer> {
  const { found, unfit } = await searchServer(store.query, env);
  if (found !== undefined) return found;
  throw new InstallError(
    `${describeSearch(store.title, store.query, unfit)} Install one, or name a running server with ${store.urlVariable}.`,
  );
}

/** Brings the server here if it is not, and makes sure that what came is fit. */
export async function installServer(
  store: ServerProgram,
  apt: (toolchain: ToolchainContext) => Promise<void>,
  toolchain: ToolchainContext,
): Promise<void> {
  if ((await searchServer(store.query, toolchain.env)).found !== undefined) return;
  await apt(toolchain);
  await requireServer(store, toolchain.env);
}

/** What runs, for `status`. */
export const serverVersion = async (store: ServerProgram, env: Environment): Promise<string | undefined> => {
  const { found } = await searchServer(store.query, env);
  return found === undefined ? undefined : versionText(found.version);
};
