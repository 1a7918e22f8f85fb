import { ReservationId } from '@arcade/contracts';
import { cursorCodec, cursorTime } from '@arcade/service-defaults';
import { sql } from 'kysely';
import * as z from 'zod';
import type { Page, PageOf, StockStore } from '../application/stock-store.ts';
import type { StoredReservation } from '../domain/reservation.ts';
import { reservationOfRow } from './rows.ts';
import type { InventoryDatabase } from './tables.ts';

const reservationCursors = cursorCodec(
  'reservations.v1',
  z.strictObject({ expiresAt: cursorTime, reservationId: ReservationId }),
);
const ledgerCursors = cursorCodec('ledger.v1', z.string().regex(/^\d{1,18}$/));

/** One row more than asked tells whether there is another page. */
export async function listReservations(
  db: InventoryDatabase,
  { productId, cursor, limit }: PageOf,
): Promise<Page<StoredReservation>> {
  let query = db
    .selectFrom('reservation')
    .selectAll()
    .select(sql<number>`0`.as('due'))
    .where('product_id', '=', productId)
    .where('status', '=', 'ACTIVE')
    .where('expires_at', '>', sql<Date>`NOW(6)`)
    .orderBy('expires_at')
    .orderBy('reservation_id')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const after = reservationCursors.decode(cursor);
    query = query.where(
      sql<boolean>`(expires_at > ${after.expiresAt} OR (expires_at = ${after.expiresAt} AND reservation_id > ${after.reservationId}))`,
    );
  }
  const rows = (await query.execute()).map(reservationOfRow);
  return pageOf(rows, limit, ({ expiresAt, reservationId }) => reservationCursors.encode({ expiresAt, reservationId }));
}

export async function listLedger(
  db: InventoryDatabase,
  { productId, cursor, limit }: PageOf,
): ReturnType<StockStore['listLedger']> {
  let query = db
    .selectFrom('stock_ledger')
    .selectAll()
    .where('product_id', '=', productId)
    .orderBy('entry_id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) query = query.where('entry_id', '<', ledgerCursors.decode(cursor));
  const rows = await query.execute();
  const { items, ...rest } = pageOf(rows, limit, (row) => ledgerCursors.encode(row.entry_id));
  return {
    ...rest,
    items: items.map(({ cause_id, delta, reason, note, actor, at }) => ({
      causeId: cause_id,
      delta,
      reason,
      note,
      actor,
      at: at.toISOString(),
    })),
  };
}

function pageOf<Item>(rows: readonly Item[], limit: number, cursorOf: (last: Item) => string): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last) } : { items };
}
