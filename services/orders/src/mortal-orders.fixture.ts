import { eventually, freePort, serviceEnvFor } from '@arcade/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Shop } from './shop.fixture.ts';

const script = fileURLToPath(new URL('./orders-process.fixture.ts', import.meta.url));

/** Orders as a real process that dies by itself at a failpoint, as by kill -9. */
export async function startMortal(
  shop: Shop,
  failpoint: string,
): Promise<{ died: Promise<unknown>; child: ChildProcess }> {
  const port = await freePort();
  const { orders: _, ...others } = shop.origins;
  const env = serviceEnvFor({
    MYSQL_URL: shop.stores.orders.url,
    PORT: port,
    ORIGINS: JSON.stringify(others),
    ARCADE_FAILPOINTS: `${failpoint}=kill`,
    SAGA_POLL_MS: 50,
  });
  const child = spawn(process.execPath, ['--conditions=development', '--no-warnings', script], {
    env: { ...process.env, ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const died = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${origin}/readyz`)).ok, { timeoutMs: 30_000 });
  shop.origins['orders'] = origin;
  return { died, child };
}

/** The seconds that a dead process’s claims stand have passed. */
export async function letClaimsLapse(shop: Shop): Promise<void> {
  await shop.query('UPDATE saga SET lease_until = NOW(6) - INTERVAL 1 SECOND WHERE lease_until IS NOT NULL');
  await shop.query('UPDATE idempotency_keys SET claimed_until = NOW(6) - INTERVAL 1 SECOND WHERE status IS NULL');
}
