import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const jestGlobals = new URL('jest-globals.ts', import.meta.url).href;
const importersOf = new Map<string, Set<string>>();
let generation = 0;

/** Modules of the working directory carry the number of their loading, so that they load anew; packages load once. */
const plain = (url: string): string => url.split('?')[0] ?? url;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: jestGlobals, shortCircuit: true };
    const resolved = next(specifier, context);
    const url = plain(resolved.url);
    if (!url.startsWith(pathToFileURL(`${process.cwd()}/`).href)) return resolved;
    const importers = importersOf.get(url) ?? new Set();
    importersOf.set(url, importers.add(plain(context.parentURL ?? '')));
    return { ...resolved, url: `${url}?${generation}` };
  },
});

/** From now on an import of a module of the working directory runs it again. */
export function forgetModules(): void {
  generation += 1;
}

/** The modules that import `path`, one through another, and itself. None where it was never loaded. Absolute paths. */
export function reaching(path: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [pathToFileURL(path).href];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (found.has(url)) continue;
    found.add(url);
    waiting.push(...(importersOf.get(url) ?? []));
  }
  return found;
}
