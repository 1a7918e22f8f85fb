import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Platform } from '@arcade/local-platform';
import { createShop, type Shop } from '../test/e2e/shop.ts';
import { createCpuMeter, sumOf, type CpuMeter } from './cpu-meter.ts';
import { createWorkMeter, type WorkMeter } from './work-meter.ts';

type LocalPlatform = typeof import('@arcade/local-platform');
type Invariants = typeof import('../test/invariants/expect-consistent.ts');

/** A running Arcade that is measured. */
export interface BenchedArcade {
  readonly url: string;
  readonly shop: Shop;
  readonly cpu: CpuMeter;
  /** What everything together uses at rest; measured when it is asked for the first time. */
  readonly coresAtRest: () => Promise<number>;
  readonly work: WorkMeter;
  readonly platform: Platform;
  /** @throws Error with what is wrong in the books */
  readonly audit: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Environment of components, laid over their own. */
type Settings = (component: string) => Readonly<Record<string, string>>;

/** Limits that a load test would meet at once; passwords are hashed at the lower bound, since no benchmark here measures it. */
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gateway: { RATE_LIMIT_FACTOR: '100000' },
  users: { ARGON2_MEMORY_KIB: '19456', ARGON2_ITERATIONS: '2', HASH_QUEUE: '1000' },
};

export const ownRoot = join(import.meta.dirname, '..');

/** Starts the Arcade of a working tree with empty stores, its own platform code, its own invariants and the log level of production. */
export async function openArcade(root = ownRoot, more: Settings = () => ({})): Promise<BenchedArcade> {
  const load = async (path: string) => (await import(pathToFileURL(join(root, path)).href)) as unknown;
  const { createPlatform, createTerminalProgress, endWithUs } = (await load(
    'packages/local-platform/src/index.ts',
  )) as LocalPlatform;
  const { booksOf, expectConsistent } = (await load('test/invariants/expect-consistent.ts')) as Invariants;
  const serviceEnv: Settings = (name) => ({ LOG_LEVEL: 'warn', ...settings[name], ...more(name) });
  const platform = createPlatform({ root, instance: 'bench', web: true, empty: true, serviceEnv });
  endWithUs(platform);
  await platform.start(createTerminalProgress());
  const cpu = createCpuMeter(platform);
  let coresAtRest: Promise<number> | undefined;
  return {
    url: platform.url,
    shop: createShop(platform.url, platform.admin),
    cpu,
    coresAtRest: () => (coresAtRest ??= cpu.atRest().then(sumOf)),
    work: createWorkMeter(platform),
    platform,
    audit: () => expectConsistent(booksOf(platform)),
    stop: () => platform.stop(),
  };
}
