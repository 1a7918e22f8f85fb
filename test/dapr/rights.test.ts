import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allEndpoints, allEvents, readersOf, serviceNames, subscriptions, type ServiceName } from '@arcade/contracts';
import type { Subscription } from '@arcade/messaging';
import { cartsSubscriptions } from '../../services/carts/src/messaging/subscriptions.ts';
import { liveDefinitions } from '../../services/gateway/src/live-definitions.ts';
import { subscriptions as inventorySubscriptions } from '../../services/inventory/src/messaging/subscriptions.ts';
import { ordersSubscriptions } from '../../services/orders/src/messaging/subscriptions.ts';
import { productSubscriptions } from '../../services/products/src/subscriptions.ts';
import { auditSubscriptions } from '../../services/users/src/audit/audit-subscriptions.ts';

const nothing = {} as never;
const topicsOf = (all: readonly Pick<Subscription<never>, 'definition'>[]) =>
  all.map(({ definition }) => definition.topic).toSorted();

describe('who subscribes to what', () => {
  it('is what each service subscribes to', () => {
    const real: Readonly<Record<ServiceName, readonly string[]>> = {
      gateway: topicsOf(liveDefinitions),
      users: topicsOf(auditSubscriptions(nothing)),
      products: topicsOf(productSubscriptions(nothing, nothing)),
      carts: topicsOf(cartsSubscriptions(nothing, nothing)),
      inventory: topicsOf(inventorySubscriptions(nothing)),
      orders: topicsOf(ordersSubscriptions(nothing)),
      payments: [],
    };
    for (const service of serviceNames)
      expect([service, subscriptions[service].toSorted()]).toEqual([service, real[service]]);
  });

  it('names events that there are', () => {
    const topics = new Set(allEvents.map(({ topic }) => topic));
    expect(
      Object.values(subscriptions)
        .flat()
        .filter((topic) => !topics.has(topic)),
    ).toEqual([]);
  });

  it('lets a log be read by those who subscribe to some of it and keep an inbox', () => {
    expect(Object.fromEntries(serviceNames.map((service) => [service, readersOf(service)]))).toEqual({
      gateway: [],
      users: ['products'],
      products: ['users', 'carts', 'inventory'],
      carts: ['users'],
      inventory: ['users', 'products', 'carts', 'orders'],
      orders: ['users', 'products', 'carts'],
      payments: ['users', 'orders'],
    });
  });
});

describe('an operation for services', () => {
  const root = join(import.meta.dirname, '../../services');
  const sourceOf = (service: ServiceName) =>
    readdirSync(join(root, service, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/\.(test|contract|fixture)\.ts$/.test(path))
      .map((path) => readFileSync(join(root, service, 'src', path), 'utf8'))
      .join('\n');
  const sources = new Map(serviceNames.map((service) => [service, sourceOf(service)]));
  /** Catch-up calls them by their names; and where its own reservation stands is for whoever mends an order. */
  const isSpared = (operationId: string) =>
    /^read\w+Events$/.test(operationId) || operationId === 'getOrderReservation';
  const ours = allEndpoints.filter(({ access, operationId }) => access === 'service' && !isSpared(operationId));

  it.each(ours)(
    'may be called only by who calls it: $service $operationId',
    ({ service: own, operationId, callers = [] }) => {
      const others = serviceNames.filter((service) => service !== own);
      const calling = others.filter((service) => sources.get(service)?.includes(`Api.${operationId}`));
      expect(calling.toSorted()).toEqual(callers.toSorted());
    },
  );
});
