import { DomainError, type Identity, type ProductId, type ReservationId } from '@arcade/contracts';
import { carryOut } from '../domain/hold-changes.ts';
import { endManual } from '../domain/manual-changes.ts';
import { planHold } from '../domain/plan-hold.ts';
import type { StoredReservation } from '../domain/reservation.ts';
import { armIfNear } from './arm-timers.ts';
import type { InventoryContext } from './inventory-context.ts';
import { ownStock, requireOwnStock } from './own-stock.ts';
import { done, runAlone, type Attempt } from './run-alone.ts';
import type { StockTransaction } from './stock-store.ts';

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
  const reservation = await runAlone(ctx, (tx, lock) => attempt(tx, command, lock));
  await ctx.failpoints.hit('inventory.after-manual');
  armIfNear(ctx, { kind: 'manual', id: reservation.reservationId }, command.seconds);
  return reservation;
}

async function attempt(
  tx: StockTransaction,
  { identity, reservationId, productId, quantity, seconds }: ReserveByHand,
  lock: boolean,
): Promise<Attempt<StoredReservation>> {
  const known = lock ? await tx.lockReservation(reservationId) : undefined;
  if (known !== undefined) return done(known);
  const { now, stock } = await tx.look({ products: [productId], lockProducts: lock });
  const { inventoryId } = requireOwnStock(stock.get(productId), identity);
  const plan = planHold([{ productId, quantity }], [], stock);
  const [shortage] = plan.shortages;
  if (shortage !== undefined) {
    throw new DomainError('insufficient-stock', undefined, { available: shortage.available });
  }
  if (plan.toSweep.length > 0) return { kind: 'sweep', productIds: plan.toSweep };
  const owner = { kind: 'manual', userId: identity.userId } as const;
  const expiresAt = new Date(now.getTime() + seconds * 1000);
  await tx.write(carryOut(plan, [], stock, { owner, now, expiresAt, newId: () => reservationId }));
  const times = { reservedAt: now, expiresAt, due: false } as const;
  return done({ reservationId, inventoryId, productId, owner, quantity, status: 'ACTIVE', ...times });
}

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
  return await runAlone(ctx, async (tx): Promise<Attempt<StoredReservation>> => {
    const row = (await tx.lockReservation(reservationId)) ?? found;
    if (row.status === 'RELEASED') return done(row);
    await tx.write(endManual(row, 'release', `released by ${identity.userId}`));
    return done({ ...row, status: 'RELEASED' });
  });
}
