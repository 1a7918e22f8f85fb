import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadConfig } from '@arcade/service-defaults';
import * as z from 'zod';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

export interface StripeMock {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts Stripe's mock server on loopback: it refuses what Stripe's API would refuse and answers in its shapes, but keeps
 * nothing. Integration tests only (`npm run test:int` brings the program).
 */
export async function startStripeMock(): Promise<StripeMock> {
  const { ARCADE_STRIPE_MOCK } = loadConfig(z.object({ ARCADE_STRIPE_MOCK: z.string() }));
  const port = await freePort();
  const child = spawn(ARCADE_STRIPE_MOCK, ['-http-addr', `127.0.0.1:${port}`], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  process.once('exit', () => child.kill('SIGKILL'));
  // It answers 401 to whoever shows no key.
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/v1/charges`)).status === 401, {
    timeoutMs: 30_000,
    intervalMs: 100,
  });
  return {
    port,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
