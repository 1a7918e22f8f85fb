import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const usage = `npm run mutate -- <folder or file> …

  Changes the rules of a place one at a time and tells which changes no unit test notices:
    npm run mutate -- services/payments/src/domain
    npm run mutate -- services/carts/src/domain/merge-carts.ts packages/messaging/src/relay.ts
  A change that survives wants a test, or is no change at all. A hundred take some seconds, those that
  run at import alone a second each.`;

/** What is mutated of a place: its sources, never its tests. */
function patternsOf(place: string): readonly string[] {
  if (statSync(place).isFile()) return [place];
  return [
    join(place, '**/*.ts'),
    ...['test', 'contract', 'fixture'].map((kind) => `!${join(place, `**/*.${kind}.ts`)}`),
  ];
}

const stryker = (patterns: readonly string[]) =>
  new Promise<number>((resolve) => {
    const program = join('node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
    const config = join(import.meta.dirname, 'stryker.config.mjs');
    const args = [program, 'run', config, '--mutate', patterns.join(',')];
    spawn(process.execPath, args, { stdio: 'inherit' }).once('exit', (code) => resolve(code ?? 1));
  });

async function main(places: readonly string[]): Promise<number> {
  if (places.length === 0 || places.includes('--help')) {
    console.log(usage);
    return places.length === 0 ? 1 : 0;
  }
  const unknown = places.filter((place) => !existsSync(place));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(', ')}. Places are named from the repository's root.`);
    return 1;
  }
  return await stryker(places.flatMap(patternsOf));
}

process.exitCode = await main(process.argv.slice(2));
