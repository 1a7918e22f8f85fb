import type { Migration } from '@arcade/service-defaults/mysql';
import type { Kysely, Transaction } from 'kysely';
import type { Messaging, MessagingOptions } from '../messaging.ts';
import type { OutgoingEvent } from '../outgoing-event.ts';

export interface MysqlMessagingOptions<Tables> extends MessagingOptions<Transaction<Tables>> {
  readonly db: Kysely<Tables>;
}

export interface MysqlMessaging<Tables> extends Messaging {
  /** Writes an event into the outbox of this transaction; call `nudge` after the commit. */
  append(tx: Transaction<Tables>, event: OutgoingEvent): Promise<void>;
}

export const messagingMigrations: readonly Migration[] = [];

/** Outbox, relay, inbox and catch-up in the service's own MySQL schema. */
export declare function createMysqlMessaging<Tables>(options: MysqlMessagingOptions<Tables>): MysqlMessaging<Tables>;
