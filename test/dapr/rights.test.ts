import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allEndpoints, allEvents, readersOf, serviceNames, subscriptions, type ServiceName } from '@arcade/contracts';

describe('who subscribes to what', () => {
  it('names events that there are', () => {
    const topics = new Set(allEvents.map(({ topic }) => topic));
    expect(
      Object.values(subscriptions)
        .flat()
        .filter((topic) => !topics.has(topic)),
    ).toEqual([]);
  });

  it.each(serviceNames)(
    'lets the log of %s be read by those who subscribe to some of it, but the gateway',
    (producer) => {
      const subscribing = serviceNames.filter((name) =>
        subscriptions[name].some((topic) => topic.split('.')[0] === producer),
      );
      expect(readersOf(producer)).toEqual(subscribing.filter((name) => name !== 'gateway'));
    },
  );

  it('lets nobody but users and orders read what payments have done', () => {
    expect(readersOf('payments')).toEqual(['users', 'orders']);
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
