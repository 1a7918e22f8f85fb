import { join } from 'node:path';
import { createPlatform, createTerminalProgress, endWithUs } from '@arcade/local-platform';
import { createShop, type Shop } from '../test/e2e/shop.ts';
import { booksOf, expectConsistent } from '../test/invariants/expect-consistent.ts';
import { createCpuMeter, type CpuMeter } from './cpu-meter.ts';
import { createWorkMeter, type WorkMeter } from './work-meter.ts';

export interface BenchedArcade {
  readonly url: string;
  readonly shop: Shop;
  readonly cpu: CpuMeter;
  readonly work: WorkMeter;
  /** @throws Error with what is wrong in the books */
  readonly audit: () => Promise<void>;
}

/** Limits that a load test would meet at once; passwords are hashed at the lower bound, since no benchmark here measures it. */
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gateway: { RATE_LIMIT_FACTOR: '100000' },
  users: { ARGON2_MEMORY_KIB: '19456', ARGON2_ITERATIONS: '2', HASH_QUEUE: '1000' },
};

const settingsOf = (name: string) => ({ LOG_LEVEL: 'warn', ...settings[name] });

/** Runs work against a private Arcade with the log level of production. */
export async function withArcade(work: (arcade: BenchedArcade) => Promise<void>): Promise<void> {
  const root = join(import.meta.dirname, '..');
  const platform = createPlatform({ root, instance: 'bench', web: true, serviceEnv: settingsOf });
  endWithUs(platform);
  await platform.start(createTerminalProgress());
  try {
    await work({
      url: platform.url,
      shop: createShop(platform.url, platform.admin),
      cpu: createCpuMeter(platform),
      work: createWorkMeter(platform),
      audit: () => expectConsistent(booksOf(platform)),
    });
  } finally {
    await platform.stop();
  }
}
