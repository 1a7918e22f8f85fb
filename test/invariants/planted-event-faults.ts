import { newId } from '@arcade/service-defaults';
import { deliveries, isSql, sqlServices, type Schemas } from './messaging.ts';
import { fact, of, other, type PlantedFaults } from './planted-fault.ts';
import { event, insert, taken } from './shop-rows.ts';

/** In a service's own log, whatever is in it. */
const inLog = (schema: string): PlantedFaults => ({
  'every event has its number': [
    eventIn(schema, 'orders.order-placed'),
    `UPDATE ${schema}.outbox SET seq = NULL ${of('seq', added)}`,
  ],
  'the numbers of a log have no gap and end at its head': [eventIn(schema, 'orders.order-placed')],
  'every event was given to the broker': [
    eventIn(schema, 'orders.order-placed'),
    `UPDATE ${schema}.outbox SET sent_at = NULL ${of('seq', added)}`,
  ],
  'no event is a dead letter': [
    insert(`${schema}.dead_letters`, {
      event_id: other,
      topic: 'orders.order-placed',
      data: '{}',
      attempts: 10,
      reason: 'it failed',
      failed_at: 'NOW(6)',
      buried_at: 'NOW(6)',
    }),
  ],
});
const added = '1000';
const eventIn = (schema: string, topic: string) => event(schema, Number(added), topic, other, 1).sql;

const inLogs = (schemas: Schemas): PlantedFaults => ({
  ...Object.fromEntries(
    sqlServices.flatMap((service) =>
      Object.entries(inLog(schemas[service])).map(([name, fault]) => [`${service}: ${name}`, fault]),
    ),
  ),
  // A gap, and numbers behind the head, beside those that are ahead of it.
  'orders: the numbers of a log have no gap and end at its head': [
    `DELETE FROM ${schemas.orders}.outbox WHERE seq = 5`,
  ],
  'payments: the numbers of a log have no gap and end at its head': [
    `UPDATE ${schemas.payments}.outbox_head SET last_seq = 3`,
  ],
  'every event of theirs has its number': [fact('facts_pending', 'products', other)],
  'the numbers of their logs have no gap': ["UPDATE facts_events SET seq = 3 WHERE producer = 'users' AND seq = 2"],
  'each of their events was given to the broker': ["UPDATE facts_events SET sent = 0 WHERE producer = 'products'"],
  'none of their events is a dead letter': [fact('facts_dead_letters', 'products', other, 'it failed')],
});

/** What a consumer receives of a producer is lost, or another comes from nowhere. */
const inDeliveries = (schemas: Schemas): PlantedFaults =>
  Object.fromEntries(
    deliveries.flatMap(({ consumer, producer, topics: [topic = ''] }): [string, readonly string[]][] => [
      [
        `${consumer} has taken every event of ${producer} that it subscribes to`,
        [
          isSql(producer)
            ? eventIn(schemas[producer], topic)
            : fact('facts_events', producer, newId(), topic, added, 1),
        ],
      ],
      [
        `${consumer} has taken no event that ${producer} does not have`,
        [
          isSql(consumer)
            ? taken(schemas[consumer], { eventId: newId(), topic })
            : fact('facts_inbox', consumer, newId(), topic),
        ],
      ],
    ]),
  );

/** What goes wrong with events: in a log, or between it and an inbox. */
export const plantedEventFaults = (schemas: Schemas): PlantedFaults => ({
  ...inLogs(schemas),
  ...inDeliveries(schemas),
});
