import { expect, it } from '@jest/globals';
import type { ToolchainContext } from '../context.ts';
import { createSharedApt } from './shared-apt.ts';

const toolchain = (asked: string[]): ToolchainContext => ({
  root: '/root',
  cacheDir: '/cache',
  env: { PATH: '/nowhere' },
  progress: {
    task: (title) => {
      asked.push(title);
      return { update: () => {}, done: () => {}, fail: () => {} };
    },
  },
});

it('asks nobody for anything when nothing is missing', async () => {
  const asked: string[] = [];
  await createSharedApt([async () => [], async () => []])(toolchain(asked));
  expect(asked).toEqual([]);
});

it('looks once for everything that is missing, and again after a failure', async () => {
  let looked = 0;
  const missing = async () => {
    looked++;
    return ['redis-server'];
  };
  const apt = createSharedApt([missing, async () => ['mariadb-server', 'redis-server']]);
  const both = await Promise.allSettled([apt(toolchain([])), apt(toolchain([]))]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(looked).toBe(1);
  await expect(apt(toolchain([]))).rejects.toThrow(/no apt-get.*\n?.*redis-server, mariadb-server/);
  expect(looked).toBe(2);
});
