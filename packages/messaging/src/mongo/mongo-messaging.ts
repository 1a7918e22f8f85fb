import type { ClientSession, Connection } from 'mongoose';
import type { Messaging, MessagingOptions } from '../messaging.ts';
import type { OutgoingEvent } from '../outgoing-event.ts';

export interface MongoMessagingOptions extends MessagingOptions<ClientSession> {
  readonly connection: Connection;
  /** Collections whose documents carry `pendingEvents`. */
  readonly collections: readonly string[];
}

/** An event inside the document whose change it tells; the relay moves it to the log. */
export interface PendingEvent {
  readonly eventId: string;
  readonly topic: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface MongoMessaging extends Messaging {
  /**
   * What goes into `pendingEvents` of the document in the same write as the change:
   * `{ $set: …, $push: { pendingEvents: { $each: [messaging.pending(event)] } } }`. Call `nudge` afterwards.
   */
  pending(event: OutgoingEvent): PendingEvent;
}

/** Log, relay, inbox and catch-up in the service's own MongoDB database. */
export declare function createMongoMessaging(options: MongoMessagingOptions): Promise<MongoMessaging>;
