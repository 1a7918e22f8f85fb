import { spawnSync } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { faketimePath } from '@arcade/local-platform';

export interface Forward {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
}

/** It can be shown another time as all others can; the development server that stands in for it cannot wait then. */
const hasMongod = spawnSync('mongod', ['--version'], { stdio: 'ignore' }).status === 0;
const refreshSeconds = 1;
/**
 * Dapr's programs ask the kernel, RabbitMQ counts intervals, and Redis does not start with the library. What they decide
 * by their clocks is when to remind and when to throw away.
 */
const inPresent = /-dapr$|^(sentry|placement|scheduler|rabbitmq|redis|mail)$/;

/** A clock that stores, services and the payment provider share, and that can be moved forward while they run. */
export async function movedClock() {
  const folder = await mkdtemp(join(tmpdir(), 'arcade-clock-'));
  const file = join(folder, 'clock');
  let ahead = 0;
  const write = async () => {
    await writeFile(`${file}.new`, `+${ahead}s\n`);
    await rename(`${file}.new`, file);
  };
  await write();
  return {
    /** What a component needs in its environment. */
    envOf(component: string): Readonly<Record<string, string>> {
      if (inPresent.test(component)) return {};
      if (component === 'mongodb' && !hasMongod)
        return {
          PYTHONPATH: join(import.meta.dirname, 'python-clock'),
          PYTHONDONTWRITEBYTECODE: '1',
          CLOCK_FILE: file,
        };
      return {
        LD_PRELOAD: faketimePath(),
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_CACHE_DURATION: String(refreshSeconds),
        // Waiting takes as long as ever.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      };
    },
    async advance({ days = 0, hours = 0, minutes = 0 }: Forward) {
      ahead += ((days * 24 + hours) * 60 + minutes) * 60;
      await write();
      // Until everybody has looked.
      await sleep(refreshSeconds * 2500);
    },
    forget: () => rm(folder, { recursive: true }),
  };
}
export type MovedClock = Awaited<ReturnType<typeof movedClock>>;
