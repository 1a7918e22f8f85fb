import { cursorCodec } from '@arcade/service-defaults';
import { sql, type Kysely } from 'kysely';
import * as z from 'zod';
import type { UnreadWebhooks } from '../application/unread-webhooks.ts';
import type { PaymentsTables } from './tables.ts';

const cursors = cursorCodec('unread-webhooks.v1', z.string().regex(/^[\x21-\x7e]{1,100}$/));

/** Webhooks that wait for a person; each is kept until somebody has dismissed it. */
export const createMysqlUnreadWebhooks = (db: Kysely<PaymentsTables>): UnreadWebhooks => ({
  async keep({ provider, eventId, type, reason, body }) {
    const row = { provider, event_id: eventId, type, reason, body, received_at: sql`NOW(6)` };
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('unread_webhooks')
      .ignore()
      .values(row)
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  },
  async list(provider, { cursor, limit }) {
    const rows = await db
      .selectFrom('unread_webhooks')
      .selectAll()
      .where('provider', '=', provider)
      .where('event_id', '>', cursor === undefined ? '' : cursors.decode(cursor))
      .orderBy('event_id')
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(({ event_id, type, reason, body, received_at }) => {
      return { eventId: event_id, type, reason, body, receivedAt: received_at.toISOString() };
    });
    const last = items.at(-1);
    return rows.length > limit && last !== undefined ? { items, nextCursor: cursors.encode(last.eventId) } : { items };
  },
  async dismiss(provider, eventId) {
    const { numDeletedRows } = await db
      .deleteFrom('unread_webhooks')
      .where('provider', '=', provider)
      .where('event_id', '=', eventId)
      .executeTakeFirstOrThrow();
    return numDeletedRows === 1n;
  },
});
