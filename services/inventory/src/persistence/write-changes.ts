import type { ProductId } from '@arcade/contracts';
import { later } from '@arcade/service-defaults/mysql';
import { sql, type RawBuilder } from 'kysely';
import type {
  AddedReservation,
  CartRecord,
  EndedReservation,
  KeptReservation,
  LedgerRecord,
  OrderRecord,
  Save,
} from '../domain/stock-changes.ts';
import { sumDeltas, type StockDelta } from '../domain/stock.ts';
import { columnsOfOwner } from './rows.ts';
import type { InventoryTransaction } from './tables.ts';

const now = sql<Date>`NOW(6)`;

export async function saveOrders(tx: InventoryTransaction, saves: readonly Save<OrderRecord>[]): Promise<void> {
  const rowOf = ({ value }: Save<OrderRecord>) => ({
    order_id: value.orderId,
    outcome: value.outcome,
    expires_at: value.expiresAt,
    shortages: JSON.stringify(value.shortages),
    reason: value.reason,
    version: value.version,
    updated_at: now,
  });
  const inserts = saves.filter(({ how }) => how === 'insert').map(rowOf);
  const updates = saves.filter(({ how }) => how === 'update').map(rowOf);
  if (inserts.length > 0) {
    await later(tx, tx.insertInto('order_reservation').values(inserts));
  }
  if (updates.length === 0) return;
  const changed = tx
    .insertInto('order_reservation')
    .values(updates)
    .onDuplicateKeyUpdate({
      outcome: sql`VALUES(outcome)`,
      reason: sql`VALUES(reason)`,
      version: sql`VALUES(version)`,
      updated_at: now,
    });
  await later(tx, changed);
}

export async function saveCarts(tx: InventoryTransaction, saves: readonly Save<CartRecord>[]): Promise<void> {
  const rowOf = ({ value }: Save<CartRecord>) => ({
    cart_id: value.cartId,
    cart_version: value.cartVersion,
    closed: value.closed ? 1 : 0,
    expires_at: value.expiresAt,
    extensions_used: value.extensionsUsed,
    version: value.version,
    updated_at: now,
  });
  const inserts = saves.filter(({ how }) => how === 'insert').map(rowOf);
  const updates = saves.filter(({ how }) => how === 'update').map(rowOf);
  if (inserts.length > 0) await later(tx, tx.insertInto('cart_hold').values(inserts));
  if (updates.length === 0) return;
  const changed = tx
    .insertInto('cart_hold')
    .values(updates)
    .onDuplicateKeyUpdate({
      cart_version: sql`VALUES(cart_version)`,
      closed: sql`VALUES(closed)`,
      expires_at: sql`VALUES(expires_at)`,
      extensions_used: sql`VALUES(extensions_used)`,
      version: sql`VALUES(version)`,
      updated_at: now,
    });
  await later(tx, changed);
}

export async function addReservations(tx: InventoryTransaction, added: readonly AddedReservation[]): Promise<void> {
  if (added.length === 0) return;
  const rows = added.map((row) => ({
    reservation_id: row.reservationId,
    inventory_id: row.inventoryId,
    product_id: row.productId,
    ...columnsOfOwner(row.owner),
    quantity_reserved: row.quantity,
    status: 'ACTIVE' as const,
    reserved_at: row.reservedAt,
    expires_at: row.expiresAt,
    ended_at: null,
    end_reason: null,
  }));
  await later(tx, tx.insertInto('reservation').values(rows));
}

export async function keepReservations(tx: InventoryTransaction, kept: readonly KeptReservation[]): Promise<void> {
  if (kept.length === 0) return;
  const ids = kept.map(({ reservationId }) => reservationId);
  const owners = kept.map(({ owner }) => columnsOfOwner(owner));
  const perRow = (values: readonly unknown[]) =>
    sql`CASE reservation_id ${sql.join(
      ids.map((id, index) => sql`WHEN ${id} THEN ${values[index]}`),
      sql` `,
    )} END`;
  const changed = sql`UPDATE reservation FORCE INDEX (PRIMARY) SET
      quantity_reserved = ${perRow(kept.map(({ quantity }) => quantity))},
      order_id = ${perRow(owners.map(({ order_id }) => order_id))},
      cart_id = ${perRow(owners.map(({ cart_id }) => cart_id))},
      manual_owner = ${perRow(owners.map(({ manual_owner }) => manual_owner))},
      guest_network = ${perRow(owners.map(({ guest_network }) => guest_network))},
      expires_at = ${perRow(kept.map(({ expiresAt }) => expiresAt))}
    WHERE reservation_id IN (${sql.join(ids)}) AND status = 'ACTIVE'`;
  await later(tx, changed, { rows: ids.length });
}

export async function endReservations(tx: InventoryTransaction, ended: readonly EndedReservation[]): Promise<void> {
  const groups = Map.groupBy(ended, ({ from, to, reason }) => JSON.stringify([from, to, reason]));
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const ids = group.map(({ reservationId }) => reservationId);
    const changed = sql`UPDATE reservation FORCE INDEX (PRIMARY)
      SET status = ${first.to}, guest_network = NULL, ended_at = NOW(6), end_reason = ${first.reason}
      WHERE reservation_id IN (${sql.join(ids)}) AND status = ${first.from}`;
    await later(tx, changed, { rows: ids.length });
  }
}

export async function writeLedger(tx: InventoryTransaction, ledger: readonly LedgerRecord[]): Promise<void> {
  if (ledger.length === 0) return;
  const rows = ledger.map(({ causeId, productId, ...entry }) => ({
    ...entry,
    cause_id: causeId,
    product_id: productId,
    at: now,
  }));
  await later(tx, tx.insertInto('stock_ledger').values(rows));
}

/**
 * Moves products' levels, in order, in one statement. This is the last before COMMIT and travels with it: a hot product
 * stays locked for no round trip at all. The shop is told what can be sold, so a sale of what was reserved before is no news.
 */
export async function moveStock(tx: InventoryTransaction, deltas: readonly StockDelta[]): Promise<void> {
  const sums = sumDeltas(deltas);
  if (sums.length === 0) return;
  const onHand = perProduct(sums, ({ onHand: units }) => units);
  const reserved = perProduct(sums, ({ reserved: units }) => units);
  const needed = perProduct(sums, (delta) => delta.reserved - delta.onHand);
  const ids = sums.map(({ productId }) => productId);
  const moved = sql`UPDATE inventory FORCE INDEX (PRIMARY) SET
      quantity_available = quantity_available + ${onHand},
      quantity_reserved = quantity_reserved + ${reserved},
      version = version + 1, announce_due = GREATEST(announce_due, ${needed} <> 0), last_updated = NOW(6)
    WHERE product_id IN (${sql.join(ids)}) AND quantity_available - quantity_reserved >= ${needed}
    ORDER BY product_id`;
  await later(tx, moved, { rows: sums.length });
}

function perProduct(deltas: readonly StockDelta[], unitsOf: (delta: StockDelta) => number): RawBuilder<unknown> {
  const [first] = deltas;
  if (first !== undefined && deltas.every((delta) => unitsOf(delta) === unitsOf(first))) return sql`${unitsOf(first)}`;
  const cases = deltas.map((delta) => sql`WHEN ${delta.productId satisfies ProductId} THEN ${unitsOf(delta)}`);
  return sql`CASE product_id ${sql.join(cases, sql` `)} END`;
}
