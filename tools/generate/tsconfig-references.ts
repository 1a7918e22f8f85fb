import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What `tsc --build` builds: each package and service that has a configuration, and the web app; then the tests. */
export function generateTsconfigReferences(): Map<string, string> {
  const projects = [...foldersOf('packages'), ...foldersOf('services'), 'web'];
  return new Map([
    withReferences('tsconfig.json', [...projects, 'tsconfig.tests.json']),
    withReferences('tsconfig.tests.json', projects),
  ]);
}

const foldersOf = (parent: string): readonly string[] =>
  readdirSync(parent)
    .toSorted()
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(`${folder}/tsconfig.json`));

function withReferences(path: string, projects: readonly string[]): [string, string] {
  const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return [path, JSON.stringify({ ...config, references: projects.map((project) => ({ path: project })) })];
}
