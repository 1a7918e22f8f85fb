import { currentTrace, newId } from '@arcade/service-defaults';
import { later } from '@arcade/service-defaults/mysql';
import { CompiledQuery, type Kysely, type Transaction } from 'kysely';
import { messagingOver } from '../messaging-over.ts';
import type { Messaging, MessagingOptions } from '../messaging.ts';
import type { OutgoingEvent } from '../outgoing-event.ts';
import { createMysqlEventLog } from './mysql-event-log.ts';
import { createMysqlInbox } from './mysql-inbox.ts';

export interface MysqlMessagingOptions<Tables> extends MessagingOptions<Transaction<Tables>> {
  readonly db: Kysely<Tables>;
}

export interface MysqlMessaging<Tables> extends Messaging {
  /**
   * Writes events into the outbox of this transaction, with one statement that travels with its next; call `nudge` after the commit.
   * @throws ZodError when a payload is not what its definition says
   */
  append(tx: Transaction<Tables>, ...events: readonly OutgoingEvent[]): Promise<void>;
}

const insert = `INSERT INTO outbox
  (event_id, topic, type, aggregate_id, aggregate_version, data, traceparent, occurred_at) VALUES `;
const values = '(?, ?, ?, ?, ?, ?, ?, NOW(6))';

const valuesOf = ({ definition, aggregate, payload, causationId, traceparent }: OutgoingEvent): readonly unknown[] => [
  newId(),
  definition.topic,
  definition.type,
  aggregate.id,
  aggregate.version,
  JSON.stringify({ ...(definition.payload.parse(payload) as object), causationId }),
  traceparent ?? currentTrace()?.traceparent ?? null,
];

/** Outbox, relay, inbox and catch-up in the service's own MySQL schema. */
export function createMysqlMessaging<Tables>(options: MysqlMessagingOptions<Tables>): MysqlMessaging<Tables> {
  const { db } = options;
  let written = 0;
  const messaging = messagingOver(
    { log: createMysqlEventLog(db), inbox: createMysqlInbox(db), written: () => written },
    options,
  );
  const append: MysqlMessaging<Tables>['append'] = async (tx, ...events) => {
    if (events.length === 0) return;
    await later(tx, CompiledQuery.raw(insert + events.map(() => values).join(', '), events.flatMap(valuesOf)));
    written += events.length;
  };
  return {
    ...messaging,
    append,
    async record(event) {
      await db.transaction().execute((tx) => append(tx, event));
      messaging.nudge();
    },
  };
}
