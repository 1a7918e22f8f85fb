import { mkdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '@arcade/testing';
import { openArcade, ownRoot, type BenchedArcade } from '../benched-arcade.ts';
import { benchmarks } from '../benchmarks.ts';
import type { Round } from '../measure.ts';
import { round } from '../statistics.ts';
import { byLibrary, type CpuProfile } from './by-library.ts';

const usage = `Usage: npm run profile -- <benchmark>

Runs a benchmark once and keeps a CPU profile of each of our processes in .arcade/profiles/<benchmark> (open one with the
DevTools of a browser, or with an editor). Prints which libraries the time went to, in ms an operation. Stores and sidecars
are no Node processes: theirs is what \`npm run bench\` says. Benchmarks: ${Object.keys(benchmarks).join(', ')}.
`;

/** Libraries that use less are not worth a line. */
const shown = 25;

const [name = ''] = process.argv.slice(2);
const benchmark = benchmarks[name];
if (benchmark === undefined) {
  if (name !== '' && name !== '--help') console.error(`There is no benchmark ${name}.\n`);
  console.log(usage);
  process.exitCode = name === '' || name === '--help' ? 0 : 2;
} else {
  await profile();
}

/** Names of the components that are Node processes of ours. */
async function ownProcesses({ platform }: BenchedArcade): Promise<readonly { name: string; pid: number }[]> {
  const { components } = await platform.status();
  return components.flatMap((component) => {
    const isOurs =
      component.pid !== null && readFileSync(`/proc/${component.pid}/cmdline`, 'utf8').includes('src/main.ts');
    return isOurs ? [{ name: component.name, pid: component.pid }] : [];
  });
}

async function profile(): Promise<void> {
  const folder = join(ownRoot, '.arcade', 'profiles', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fileOf = (component: string) => join(folder, `${component}.cpuprofile`);
  const onSignal = pathToFileURL(join(import.meta.dirname, 'profile-on-signal.ts')).href;
  const arcade = await openArcade(ownRoot, (component) => ({
    NODE_OPTIONS: `--import=${onSignal}`,
    PROFILE_FILE: fileOf(component),
  }));
  try {
    const prepared = await benchmark?.prepare(arcade);
    if (prepared === undefined) return;
    const processes = await ownProcesses(arcade);
    const signal = () => processes.forEach(({ pid }) => process.kill(pid, 'SIGUSR2'));
    signal();
    const measured = await prepared.round();
    signal();
    prepared.close?.();
    await eventually(() => processes.every((one) => existsSync(fileOf(one.name))), { timeoutMs: 60_000 });
    print(
      processes.map((one) => one.name),
      fileOf,
      measured,
    );
    console.log(`Profiles: ${relative(process.cwd(), folder)}`);
  } finally {
    await arcade.stop();
  }
}

function print(components: readonly string[], fileOf: (component: string) => string, { operations }: Round): void {
  const profiles = components.map(
    (component) => [component, byLibrary(JSON.parse(readFileSync(fileOf(component), 'utf8')) as CpuProfile)] as const,
  );
  const rows = new Map<string, Record<string, number>>();
  for (const [component, spent] of profiles) {
    for (const [library, ms] of spent) {
      const row = rows.get(library) ?? { all: 0 };
      row['all'] = (row['all'] ?? 0) + ms / operations;
      row[component] = ms / operations;
      rows.set(library, row);
    }
  }
  const dearest = [...rows].toSorted(([, a], [, b]) => (b['all'] ?? 0) - (a['all'] ?? 0)).slice(0, shown);
  const rounded = dearest.map(([library, row]) => [
    library,
    Object.fromEntries(Object.entries(row).map(([component, ms]) => [component, round(ms)])),
  ]);
  console.log('ms an operation by library and process');
  console.table(Object.fromEntries(rounded));
}
