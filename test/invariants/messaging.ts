import { join } from 'node:path';
import { subscriptions, withInbox, type ServiceName } from '@arcade/contracts';
import { readServiceMap, type ServiceEntry } from '@arcade/local-platform/service-map';
import type { Invariant } from './carts.ts';
import { madeAt, stillLogged } from './still-logged.ts';

const services = readServiceMap(join(import.meta.dirname, '../..'));
const keepingIn = (store: ServiceEntry['stores'][number]) =>
  services.filter(({ stores }) => stores.includes(store)).map(({ name }) => name as ServiceName);

/** Services whose outbox and inbox are tables of their own schema, and those whose are collections. */
export const sqlServices = keepingIn('mysql');
export const mongoServices = keepingIn('mongodb');
/** The schema of each of `sqlServices`. */
export type Schemas = Readonly<Record<ServiceName, string>>;

/** What must be true of a service's own side of the event path, once it is quiet. */
export const eventLogInvariants = (schema: string): readonly Invariant[] => [
  {
    name: 'every event has its number',
    sql: `SELECT event_id, topic FROM ${schema}.outbox WHERE seq IS NULL`,
  },
  {
    name: 'the numbers of a log have no gap and end at its head',
    sql: `SELECT h.last_seq, MIN(e.seq) AS first, MAX(e.seq) AS last, COUNT(e.seq) AS events
      FROM ${schema}.outbox_head h LEFT JOIN ${schema}.outbox e ON e.seq IS NOT NULL
      GROUP BY h.last_seq HAVING COUNT(e.seq) > 0
        AND (MAX(e.seq) <> h.last_seq OR MAX(e.seq) - MIN(e.seq) + 1 <> COUNT(e.seq))`,
  },
  {
    name: 'every event was given to the broker',
    sql: `SELECT event_id, topic, seq FROM ${schema}.outbox WHERE sent_at IS NULL`,
  },
  {
    name: 'no event is a dead letter',
    sql: `SELECT event_id, topic, reason FROM ${schema}.dead_letters
      WHERE buried_at IS NOT NULL AND replayed_at IS NULL`,
  },
];

const producerOf = (topic: string) => topic.split('.')[0] as ServiceName;
export const isSql = (service: ServiceName) => sqlServices.includes(service);
const listed = (topics: readonly string[]) => topics.map((topic) => `'${topic}'`).join(', ');

/** What the inbox of a consumer takes from the log of a producer. */
export interface Delivery {
  readonly consumer: ServiceName;
  readonly producer: ServiceName;
  readonly topics: readonly string[];
}

export const deliveries: readonly Delivery[] = withInbox.flatMap((consumer) =>
  [...Map.groupBy(subscriptions[consumer], producerOf)].map(([producer, topics]) => ({ consumer, producer, topics })),
);

/**
 * What must be true between the log of each producer and the inbox of each consumer: nothing is missing, nothing came from
 * nowhere, nobody is ahead. Logs and inboxes in MongoDB are facts (`facts.ts`).
 */
export const deliveryInvariants = (schemas: Schemas): readonly Invariant[] =>
  deliveries.flatMap((delivery) => between(schemas, delivery));

function between(schemas: Schemas, { consumer, producer, topics: all }: Delivery): readonly Invariant[] {
  const topics = listed(all);
  const log = isSql(producer)
    ? `${schemas[producer]}.outbox`
    : `(SELECT event_id, topic, seq FROM facts_events WHERE producer = '${producer}')`;
  const inbox = isSql(consumer)
    ? `${schemas[consumer]}.inbox`
    : `(SELECT event_id, topic FROM facts_inbox WHERE consumer = '${consumer}')`;
  return [
    {
      name: `${consumer} has taken every event of ${producer} that it subscribes to`,
      sql: `SELECT e.event_id, e.topic, e.seq FROM ${log} e LEFT JOIN ${inbox} i ON i.event_id = e.event_id
        WHERE e.topic IN (${topics}) AND i.event_id IS NULL AND ${stillLogged(madeAt('e.event_id'))}`,
    },
    {
      name: `${consumer} has taken no event that ${producer} does not have`,
      sql: `SELECT i.event_id, i.topic FROM ${inbox} i LEFT JOIN ${log} e ON e.event_id = i.event_id
        WHERE i.topic IN (${topics}) AND e.event_id IS NULL AND ${stillLogged(madeAt('i.event_id'))}`,
    },
  ];
}

/** The same of the services that keep their side in MongoDB. */
export const factInvariants: readonly Invariant[] = [
  {
    name: 'every event of theirs has its number',
    sql: 'SELECT producer, event_id FROM facts_pending',
  },
  {
    name: 'the numbers of their logs have no gap',
    sql: `SELECT producer, MIN(seq) AS first, MAX(seq) AS last, COUNT(*) AS events FROM facts_events
      GROUP BY producer HAVING MAX(seq) - MIN(seq) + 1 <> COUNT(*)`,
  },
  {
    name: 'each of their events was given to the broker',
    sql: 'SELECT producer, event_id, topic FROM facts_events WHERE sent = 0',
  },
  {
    name: 'none of their events is a dead letter',
    sql: 'SELECT consumer, event_id, reason FROM facts_dead_letters',
  },
];
