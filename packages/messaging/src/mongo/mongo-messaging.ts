import { currentTrace, newId, systemClock } from '@arcade/service-defaults';
import type { ClientSession, Connection } from 'mongoose';
import { messagingOver } from '../messaging-over.ts';
import type { Messaging, MessagingOptions } from '../messaging.ts';
import type { OutgoingEvent } from '../outgoing-event.ts';
import { createMongoEventLog } from './mongo-event-log.ts';
import { createMongoInbox } from './mongo-inbox.ts';
import type { PendingEvent } from './pending-event.ts';

export type { PendingEvent } from './pending-event.ts';

export interface MongoMessagingOptions extends MessagingOptions<ClientSession> {
  readonly connection: Connection;
  /** Collections whose documents carry `pendingEvents`. */
  readonly collections: readonly string[];
}

export interface MongoMessaging extends Messaging {
  /**
   * What goes into `pendingEvents` of the document in the same write as the change:
   * `{ $set: …, $push: { pendingEvents: { $each: [messaging.pending(event)] } } }`. Call `nudge` afterwards.
   * @throws ZodError when the payload is not what its definition says
   */
  pending(event: OutgoingEvent): PendingEvent;
}

/** Log, relay, inbox and catch-up in the service's own MongoDB database. */
export async function createMongoMessaging(options: MongoMessagingOptions): Promise<MongoMessaging> {
  const { connection, collections, clock = systemClock } = options;
  const [log, inbox] = await Promise.all([createMongoEventLog(connection, collections), createMongoInbox(connection)]);
  let written = 0;
  const messaging = messagingOver({ log, inbox, written: () => written }, options);
  const pending: MongoMessaging['pending'] = ({ definition, aggregate, payload, causationId, ...event }) => {
    const traceparent = event.traceparent ?? currentTrace()?.traceparent;
    written++;
    return {
      eventId: newId(),
      topic: definition.topic,
      type: definition.type,
      data: {
        ...(definition.payload.parse(payload) as object),
        ...(causationId === undefined ? {} : { causationId }),
        aggregateId: aggregate.id,
        aggregateVersion: aggregate.version,
        occurredAt: clock.now().toISOString(),
      },
      ...(traceparent === undefined ? {} : { traceparent }),
    };
  };
  return {
    ...messaging,
    pending,
    async record(event) {
      await log.append(pending(event));
      messaging.nudge();
    },
  };
}
