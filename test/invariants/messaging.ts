import { subscriptions, type ServiceName } from '@arcade/contracts';
import type { Invariant } from './carts.ts';

/** Services whose outbox and inbox are tables of their own schema. */
export const sqlServices = ['carts', 'inventory', 'orders', 'payments'] as const;
export type SqlService = (typeof sqlServices)[number];
export type Schemas = Readonly<Record<SqlService, string>>;

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
const isSql = (service: ServiceName): service is SqlService => (sqlServices as readonly string[]).includes(service);
const listed = (topics: readonly string[]) => topics.map((topic) => `'${topic}'`).join(', ');

/**
 * What must be true between the log of each producer and the inbox of each consumer: nothing is missing, nothing came from
 * nowhere, nobody is ahead. Logs and inboxes in MongoDB are facts (`facts.ts`).
 */
export const deliveryInvariants = (schemas: Schemas): readonly Invariant[] =>
  (Object.keys(subscriptions) as ServiceName[])
    .filter((consumer) => isSql(consumer) || consumer === 'products')
    .flatMap((consumer) => {
      const producers = new Set(subscriptions[consumer].map(producerOf));
      return [...producers].flatMap((producer) => between(schemas, producer, consumer));
    });

function between(schemas: Schemas, producer: ServiceName, consumer: ServiceName): readonly Invariant[] {
  const topics = listed(subscriptions[consumer].filter((topic) => producerOf(topic) === producer));
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
        WHERE e.topic IN (${topics}) AND i.event_id IS NULL`,
    },
    {
      name: `${consumer} has taken no event that ${producer} does not have`,
      sql: `SELECT i.event_id, i.topic FROM ${inbox} i LEFT JOIN ${log} e ON e.event_id = i.event_id
        WHERE i.topic IN (${topics}) AND e.event_id IS NULL`,
    },
  ];
}

/** The same of the services that keep their side in MongoDB. */
export const factInvariants: readonly Invariant[] = [
  {
    name: 'every event of the catalogue and of accounts has its number',
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
