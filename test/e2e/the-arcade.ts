import { rm } from 'node:fs/promises';
import { ordersApi, paymentsApi } from '@arcade/contracts';
import { connectPlatform, type PlatformControl, type StartChange } from '@arcade/local-platform';
import { eventually } from '@arcade/testing';
import { arcadeVariable, type ArcadeInfo } from './arcade-info.ts';
import { createShop, told } from './shop.ts';
import { expectConsistent } from '../invariants/expect-consistent.ts';

/** An operation of each service that an administrator can always call. */
const probes = { orders: ordersApi.listOrders, payments: paymentsApi.listPayments } as const;

/** The Arcade that runs for these tests. @throws Error outside `npm run test:e2e` */
export function theArcade() {
  const text = process.env[arcadeVariable];
  if (text === undefined) throw new Error('No Arcade is running for tests; use npm run test:e2e');
  const info = JSON.parse(text) as ArcadeInfo;
  const platform = connectPlatform({ root: info.root, instance: info.instance });
  const shop = createShop(info.url, info.admin);
  return {
    info,
    platform,
    shop,
    /** Restarts a service and waits until it can be reached through the sidecars again. */
    restart: async (service: keyof typeof probes, change?: StartChange): Promise<void> => {
      await platform.restart(service, change);
      const admin = await shop.asAdmin();
      await eventually(() => admin.client.call(probes[service]), { timeoutMs: 60_000, intervalMs: 100 });
    },
    /** Waits until nothing is under way, then asks every invariant, also about what people were told. */
    expectConsistent: () => expectConsistent(info.books, told),
    /** Takes the broker away with everything it holds, works without it, and brings an empty one back. */
    withBrokerWiped: (work: () => Promise<void>) => withBrokerWiped(platform, info.brokerData, work),
    /** Queues of the broker, how many listen to each (whoever still owes an answer counts), and what was not answered. */
    queues: () => readQueues(info.brokerApi),
  };
}

async function withBrokerWiped(platform: PlatformControl, data: string, work: () => Promise<void>): Promise<void> {
  await platform.setAutoRestart(false, 'rabbitmq');
  await platform.kill('rabbitmq');
  try {
    await work();
  } finally {
    await rm(data, { recursive: true, force: true });
    await platform.resume('rabbitmq');
  }
}

interface Queue {
  readonly name: string;
  readonly consumers: number;
  readonly messages_unacknowledged: number;
}

async function readQueues(brokerApi: string): Promise<readonly Queue[]> {
  const { origin, username, password } = new URL(brokerApi);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return (await (await fetch(`${origin}/api/queues`, { headers: { authorization } })).json()) as readonly Queue[];
}
