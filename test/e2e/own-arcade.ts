import { join } from 'node:path';
import { createPlatform, endWithUs, withoutServers, type PlatformOptions } from '@arcade/local-platform';
import { createPatientClient } from '../../tools/sample-data/patient-client.ts';
import { booksOf, expectConsistent } from '../invariants/expect-consistent.ts';
import { createShop, told } from './shop.ts';

/** Lets many people of a test come from one machine. */
export const manyPeople = {
  gateway: { RATE_LIMIT_FACTOR: '1000' },
  users: { ARGON2_MEMORY_KIB: '19456', ARGON2_ITERATIONS: '2', HASH_QUEUE: '500', LOGIN_FAILURES_PER_IP: '100000' },
} as const;

/**
 * An Arcade of a test's own, for what the shared one cannot be. It begins empty and has servers of its own; its people
 * ask again when they are not answered.
 */
export async function startOwnArcade({ instance, ...options }: Omit<PlatformOptions, 'root' | 'env' | 'empty'>) {
  const root = join(import.meta.dirname, '../..');
  const platform = createPlatform({ ...options, root, instance, env: withoutServers(process.env), empty: true });
  endWithUs(platform);
  await platform.start();
  const books = booksOf(platform);
  return {
    platform,
    books,
    shop: createShop(platform.url, platform.admin, createPatientClient),
    expectConsistent: () => expectConsistent(books, told),
  };
}
export type OwnArcade = Awaited<ReturnType<typeof startOwnArcade>>;
