import type { InventoryId, ProductId, ReservationId } from '@arcade/contracts';
import { nextState } from '@arcade/service-defaults';
import type { HoldPlan } from './plan-hold.ts';
import { reservationMachine } from './reservation-machine.ts';
import type { Owner, StoredReservation } from './reservation.ts';
import type { StockChanges } from './stock-changes.ts';
import type { Stock } from './stock.ts';

export interface HoldTerms {
  readonly owner: Owner;
  readonly now: Date;
  readonly expiresAt: Date;
  /** Ids for new reservations. */
  readonly newId: () => ReservationId;
}

/** A plan as changes: rows that stay go to the owner, whoever had them before. */
export function carryOut(
  plan: HoldPlan,
  held: readonly StoredReservation[],
  stock: ReadonlyMap<ProductId, Stock>,
  { owner, now, expiresAt, newId }: HoldTerms,
): StockChanges {
  const before = new Map(held.map((row) => [row.reservationId, row]));
  const changed = ({ reservationId, quantity }: { reservationId: ReservationId; quantity: number }) => {
    const row = before.get(reservationId);
    return row?.quantity !== quantity || row.expiresAt.getTime() !== expiresAt.getTime() || !isSame(row.owner, owner);
  };
  return {
    added: plan.added.map((line) => ({
      ...line,
      reservationId: newId(),
      inventoryId: stock.get(line.productId)?.inventoryId as InventoryId,
      owner,
      reservedAt: now,
      expiresAt,
    })),
    kept: plan.kept
      .filter(changed)
      .map(({ reservationId, quantity }) => ({ reservationId, quantity, owner, expiresAt })),
    ended: plan.dropped.map(({ reservationId }) => ({
      reservationId,
      from: 'ACTIVE',
      to: nextState(reservationMachine, 'ACTIVE', 'release'),
      reason: 'not wanted any more',
    })),
    deltas: plan.deltas,
  };
}

const isSame = (a: Owner, b: Owner): boolean => JSON.stringify(a) === JSON.stringify(b);
