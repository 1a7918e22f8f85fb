import type { OrderId } from '@arcade/contracts';
import { createInventory } from '@arcade/inventory/app';
import { Config as InventoryConfig } from '@arcade/inventory/config';
import { createPayments } from '@arcade/payments/app';
import { Config as PaymentsConfig } from '@arcade/payments/config';
import { daprOver, type Dapr } from '@arcade/service-defaults';
import { deliver, openService, type DirectDapr, type Origins, type PublishedEvent } from '@arcade/testing';
import { consistent, violationsIn } from '../../../test/invariants/violations.ts';
import { startSandbox } from '../../payments/src/sandbox-peer.fixture.ts';
import { createOrders } from './app.ts';
import { startCarts } from './carts-peer.fixture.ts';
import { Config } from './config.ts';
import { peopleOf } from './shop-people.fixture.ts';

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** Orders, inventory and payments for real, with the payment sandbox and no sidecars between; carts as the contract says. */
export async function openShop(settings: Readonly<Record<string, string>> = {}) {
  const carts = await startCarts();
  const provider = await startSandbox();
  const origins: Origins = { carts: carts.origin };
  const broker = createBroker(origins);
  const common = { origins, sidecar: broker.before };
  const passes = { RECONCILE_INTERVAL_SECONDS: '1', RECONCILE_QUIET_SECONDS: '1' };
  const [orders, inventory, payments] = await Promise.all([
    openService('orders', { Config, create: createOrders }, { ...common, settings }),
    openService('inventory', { Config: InventoryConfig, create: createInventory }, { ...common, settings }),
    openService(
      'payments',
      { Config: PaymentsConfig, create: createPayments },
      { ...common, settings: { PUBLIC_URL: 'http://localhost:8080', ...provider.settings, ...passes, ...settings } },
    ),
  ]);
  const schemas = { orders: orders.schema, inventory: inventory.schema, payments: payments.schema };
  return {
    orders,
    inventory,
    payments,
    carts,
    provider,
    origins,
    broker,
    schemas,
    query: orders.query,
    ...peopleOf({ orders, inventory, payments, carts }),
    violations: () => violationsIn(schemas),
    consistent: () => consistent(schemas),
    events: (orderId: OrderId) =>
      broker.published
        .map(({ topic, event }) => ({ topic, data: event.data as Readonly<Record<string, unknown>> }))
        .filter(({ data }) => data['orderId'] === orderId),
    async close() {
      broker.down = true;
      for (const service of [orders, payments, inventory]) await service.close();
      await carts.stop();
      await provider.stop();
    },
  };
}

const againMs = 20;

/** Hands each published event to orders if it subscribes to it, a moment later and until it is taken, as a broker would. */
function createBroker(origins: Origins) {
  const broker = {
    /** One that is down loses events, those too that have to come again. */
    down: false,
    published: [] as PublishedEvent[],
    before: (direct: DirectDapr): Dapr =>
      daprOver(async (method, path, options) => {
        const answer = await direct.request(method, path, options);
        for (const event of direct.published.splice(0)) publish(event);
        return answer;
      }, direct),
  };
  const bring = async (event: PublishedEvent) => {
    if (broker.down) return;
    const { outcome } = await deliver(origins.orders ?? '', event).catch(() => ({ outcome: 'RETRY' }));
    if (outcome === 'RETRY') setTimeout(bring, againMs, event);
  };
  const publish = (event: PublishedEvent) => {
    broker.published.push(event);
    if (!event.topic.startsWith('orders.') && !broker.down) setTimeout(bring, 1, event);
  };
  return broker;
}
