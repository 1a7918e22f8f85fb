import { describeSearch, searchServer, type FoundServer, type ServerQuery } from './find-server.ts';
import { runBriefly, type Environment } from './run-briefly.ts';

const query: ServerQuery = { names: ['python3', 'python3.13', 'python3.12', 'python3.11'], minimum: [3, 10] };

/** What apt has to bring where no Python can make virtual environments (Debian packs that part apart). */
export const pythonPackages = ['python3', 'python3-venv'] as const;

/** A Python that can make virtual environments with pip in them. */
export async function findPython(env: Environment): Promise<FoundServer | undefined> {
  for (const name of query.names) {
    for (const folders of [[], ['/usr/bin']]) {
      const { found } = await searchServer({ ...query, names: [name], folders }, env);
      if (found === undefined) continue;
      const { code } = await runBriefly(found.path, ['-c', 'import ensurepip, venv'], env);
      if (code === 0) return found;
    }
  }
  return undefined;
}

export const pythonNeeded = (): string =>
  `${describeSearch('Python', query, [])} It must be able to make virtual environments (python3-venv on Debian and Ubuntu).`;
