import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createPlatform,
  createTerminalProgress,
  createToolchain,
  endWithUs,
  ensureTestPackages,
  ensureSchemathesis,
  type Platform,
} from '@arcade/local-platform';
import { booksOf } from '../invariants/expect-consistent.ts';
import { arcadeVariable, type ArcadeInfo } from './arcade-info.ts';
import { manyPeople } from './own-arcade.ts';

/** Tests do in seconds what the shop does in minutes; the rules stay the same. */
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...manyPeople,
  payments: { RECONCILE_INTERVAL_SECONDS: '5', RECONCILE_QUIET_SECONDS: '2' },
};

const instance = 'e2e';
const root = join(import.meta.dirname, '../..');

/** Starts all of Arcade once; the test files share it, and each makes its own people and products. */
export default async function start(): Promise<void> {
  const options = { root, instance, web: true, serviceEnv: (name: string) => settings[name] ?? {} };
  // Whatever an aborted run has left is ended, and its data forgotten: every run begins alike.
  await createPlatform(options).stop();
  await rm(join(root, '.arcade', instance), { recursive: true, force: true });
  const platform = createPlatform(options);
  (globalThis as { arcade?: Platform }).arcade = platform;
  const progress = createTerminalProgress();
  const toolchain = createToolchain(root, progress);
  await ensureTestPackages(toolchain);
  const schemathesis = await ensureSchemathesis(toolchain);
  // Jest does not tear down when it is interrupted.
  endWithUs(platform);
  await platform.start(progress);
  const info: ArcadeInfo = {
    root,
    instance,
    url: platform.url,
    admin: platform.admin,
    brokerData: platform.dataDir('rabbitmq'),
    brokerApi: platform.env['ARCADE_RABBITMQ_MANAGEMENT_URL'] ?? '',
    mailbox: `http://127.0.0.1:${platform.port('mail', 'web')}`,
    books: booksOf(platform),
    schemathesis,
  };
  process.env[arcadeVariable] = JSON.stringify(info);
}
