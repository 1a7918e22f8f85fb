import { sql, type Kysely } from 'kysely';
import type { ProviderInbox } from '../application/account-repository.ts';
import type { PaymentsTables } from './tables.ts';

const keepDays = 30;

/** Forgets events that nobody will send again, worked off or not. True when there may be more. */
export async function forgetOldEvents(db: Kysely<PaymentsTables>): Promise<boolean> {
  const limit = 1000;
  const { numAffectedRows } = await sql`DELETE FROM psp_events
    WHERE done_at < NOW(6) - INTERVAL ${keepDays} DAY
      OR (done_at IS NULL AND received_at < NOW(6) - INTERVAL ${keepDays} DAY) LIMIT ${limit}`.execute(db);
  return numAffectedRows === BigInt(limit);
}

/** An event that was received but not worked off comes back as new: the provider sends it again. */
export const createMysqlProviderInbox = (db: Kysely<PaymentsTables>): ProviderInbox => ({
  async receive(provider, eventId, type) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('psp_events')
      .ignore()
      .values({ provider, event_id: eventId, type, received_at: sql`NOW(6)`, done_at: null })
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 1n) return true;
    const row = await db
      .selectFrom('psp_events')
      .select('done_at')
      .where('provider', '=', provider)
      .where('event_id', '=', eventId)
      .executeTakeFirst();
    return row?.done_at == null;
  },
  async done(provider, eventId) {
    await db
      .updateTable('psp_events')
      .set({ done_at: sql`NOW(6)` })
      .where('provider', '=', provider)
      .where('event_id', '=', eventId)
      .execute();
  },
});
