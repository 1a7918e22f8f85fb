import type { ServiceProcess } from '@arcade/testing';
import type { Shop } from './shop.fixture.ts';

/** Orders as a process that dies by itself at a failpoint, as by kill -9. */
export const startMortal = (shop: Shop, failpoint: string): Promise<ServiceProcess> =>
  shop.orders.process({ ARCADE_FAILPOINTS: `${failpoint}=kill`, SAGA_POLL_MS: 50 });

/** The seconds that a dead process’s claims stand have passed. */
export async function letClaimsLapse(shop: Shop): Promise<void> {
  await shop.query('UPDATE saga SET lease_until = NOW(6) - INTERVAL 1 SECOND WHERE lease_until IS NOT NULL');
  await shop.query('UPDATE idempotency_keys SET claimed_until = NOW(6) - INTERVAL 1 SECOND WHERE status IS NULL');
}
