import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runBriefly, type Environment } from './run-briefly.ts';
import { atLeast, versionIn, versionText, type Version } from './version.ts';

/** What to look for on this machine. */
export interface ServerQuery {
  /** Program names, the best first. */
  readonly names: readonly string[];
  /** How its answer to `--version` holds the version. */
  readonly pattern?: RegExp;
  /** For programs that tell it another way. */
  readonly readVersion?: (path: string) => Promise<Version | undefined>;
  readonly minimum: Version;
  /** The first version that is not fit any more. */
  readonly below?: Version;
  /** Looked at before PATH. */
  readonly folders?: readonly string[];
}

export interface FoundServer {
  readonly path: string;
  readonly version: Version;
}

export interface SearchResult {
  readonly found: FoundServer | undefined;
  /** Programs of another version, for messages. */
  readonly unfit: readonly FoundServer[];
}

/** Debian keeps servers where an ordinary account's PATH does not look. */
const serverFolders = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** Looks for a server of a fit version on PATH and where servers usually are. */
export async function searchServer(query: ServerQuery, env: Environment): Promise<SearchResult> {
  const unfit: FoundServer[] = [];
  for (const path of await candidates(query, env)) {
    const version = await (query.readVersion ?? askVersion(query, env))(path);
    if (version === undefined) continue;
    if (isFit(version, query)) return { found: { path, version }, unfit };
    unfit.push({ path, version });
  }
  return { found: undefined, unfit };
}

export const isFit = (version: Version, { minimum, below }: Pick<ServerQuery, 'minimum' | 'below'>): boolean =>
  atLeast(version, minimum) && (below === undefined || !atLeast(version, below));

/** `MariaDB 10.6 or newer is needed; /usr/sbin/mariadbd is 10.5.2.` */
export function describeSearch(title: string, { minimum, below }: ServerQuery, unfit: readonly FoundServer[]): string {
  const range = below === undefined ? ' or newer' : ` or newer, below ${versionText(below)},`;
  const seen = unfit.map(({ path, version }) => `; ${path} is ${versionText(version)}`).join('');
  return `${title} ${versionText(minimum)}${range} is needed${seen}.`;
}

const askVersion =
  ({ pattern }: ServerQuery, env: Environment) =>
  async (path: string) => {
    const { code, output } = await runBriefly(path, ['--version'], env);
    return code === 0 ? versionIn(output, pattern) : undefined;
  };

async function candidates({ names, folders = [] }: ServerQuery, env: Environment): Promise<string[]> {
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const all = new Set([...folders, ...path, ...serverFolders]);
  const paths = names.flatMap((name) => [...all].map((folder) => join(folder, name)));
  const executable = await Promise.all(paths.map(isExecutable));
  return paths.filter((_, index) => executable[index]);
}

const isExecutable = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
