import { DomainError, type Identity, type ProductId, type ReservationId } from '@arcade/contracts';
import { carryOut } from '../domain/hold-changes.ts';
import { endManual } from '../domain/manual-changes.ts';
import { planHold } from '../domain/plan-hold.ts';
import type { StoredReservation } from '../domain/reservation.ts';
import { armIfNear } from './arm-timers.ts';
import { decided, type Command } from './command.ts';
import type { InventoryContext } from './inventory-context.ts';
import { ownStock, requireOwnStock } from './own-stock.ts';

export interface ReserveByHand {
  readonly identity: Identity;
  /** Follows from the caller's idempotency key, so that a request repeated after a crash finds its own reservation. */
  readonly reservationId: ReservationId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly seconds: number;
}

/**
 * Holds units for whoever asked the merchant.
 * @throws DomainError not-found, insufficient-stock with what is available
 */
export async function reserveByHand(ctx: InventoryContext, command: ReserveByHand): Promise<StoredReservation> {
  const reservation = await ctx.commands.run(reservationByHand(command));
  await ctx.failpoints.hit('inventory.after-manual');
  armIfNear(ctx, { kind: 'manual', id: reservation.reservationId }, command.seconds);
  return reservation;
}

const reservationByHand = (command: ReserveByHand): Command<StoredReservation> => {
  const { identity, reservationId, productId, quantity, seconds } = command;
  return {
    newReservations: [reservationId],
    products: [productId],
    decide({ now, stock, reservations }) {
      const known = reservations.get(reservationId);
      if (known !== undefined) return decided(known);
      const { inventoryId } = requireOwnStock(stock.get(productId), identity);
      const plan = planHold([{ productId, quantity }], [], stock);
      const [shortage] = plan.shortages;
      if (shortage !== undefined) {
        throw new DomainError('insufficient-stock', undefined, { available: shortage.available });
      }
      if (plan.toSweep.length > 0) return { kind: 'sweep', productIds: plan.toSweep };
      const owner = { kind: 'manual', userId: identity.userId } as const;
      const expiresAt = new Date(now.getTime() + seconds * 1000);
      const held = { reservationId, inventoryId, productId, owner, quantity, reservedAt: now, expiresAt };
      return decided(
        { ...held, status: 'ACTIVE', due: false },
        carryOut(plan, [], stock, { owner, now, expiresAt, newId: () => reservationId }),
      );
    },
  };
};

/**
 * Gives back units held by hand; a repeated request changes nothing.
 * @throws DomainError not-found, illegal-transition when it is not held by hand or has ended otherwise
 */
export async function releaseByHand(
  ctx: InventoryContext,
  reservationId: ReservationId,
  identity: Identity,
): Promise<StoredReservation> {
  const found = await ctx.store.findReservation(reservationId);
  if (found === undefined) throw new DomainError('not-found');
  await ownStock(ctx.store, found.productId, identity);
  if (found.owner.kind !== 'manual') {
    throw new DomainError('illegal-transition', 'Only units held by hand can be given back here', { allowed: [] });
  }
  return await ctx.commands.run<StoredReservation>({
    reservations: [reservationId],
    decide({ reservations }) {
      const row = reservations.get(reservationId) ?? found;
      if (row.status === 'RELEASED') return decided(row);
      return decided({ ...row, status: 'RELEASED' }, endManual(row, 'release', `released by ${identity.userId}`));
    },
  });
}
