import { DomainError, type OrderId, type OrderReservation, type ReservationLine } from '@arcade/contracts';
import { changeOrder, releasedBeforeReserved } from '../domain/order-changes.ts';
import {
  decideCommit,
  decideRelease,
  toOrderReservation,
  type OrderStep,
  type StoredOrder,
} from '../domain/order-reservation.ts';
import { sumLines } from '../domain/plan-hold.ts';
import { restockReturned, returnsPrefix } from '../domain/restock-returned.ts';
import type { InventoryContext } from './inventory-context.ts';
import { done, runCommand, type Attempt } from './run-command.ts';
import type { LockedOrder, StockTransaction } from './stock-store.ts';

/**
 * Takes an order's units off the shelf, or tells why not. Repeating it changes nothing.
 * @throws DomainError not-found when nothing was ever reserved
 */
export async function commitOrder(ctx: InventoryContext, orderId: OrderId): Promise<OrderReservation> {
  const answer = await runCommand(ctx, async (tx) => {
    const locked = await tx.lockOrder(orderId);
    if (locked === undefined) throw nothingReserved();
    return await take(tx, locked, decideCommit(locked.order), 'order confirmed');
  });
  await ctx.failpoints.hit('inventory.after-commit');
  ctx.timers.disarm({ kind: 'order', id: orderId });
  return answer;
}

/** Gives an order's units back, from the shelf or to it. An order that comes later takes none. */
export async function releaseOrder(ctx: InventoryContext, orderId: OrderId, reason: string): Promise<OrderReservation> {
  const answer = await runCommand(ctx, async (tx): Promise<Attempt<OrderReservation>> => {
    const locked = await tx.lockOrder(orderId);
    if (locked !== undefined) return await take(tx, locked, decideRelease(locked.order), reason);
    await tx.write(releasedBeforeReserved(orderId, reason));
    return done({ outcome: 'released', orderId });
  });
  await ctx.failpoints.hit('inventory.after-release');
  ctx.timers.disarm({ kind: 'order', id: orderId });
  return answer;
}

export interface RestockReturn {
  readonly orderId: OrderId;
  readonly returnId: string;
  readonly lines: readonly ReservationLine[];
}

/**
 * Puts returned units back on the shelf; a return takes effect once.
 * @throws DomainError not-found, illegal-transition
 */
export async function restockReturn(ctx: InventoryContext, { orderId, returnId, lines }: RestockReturn): Promise<void> {
  await runCommand(ctx, async (tx): Promise<Attempt<void>> => {
    const locked = await tx.lockOrder(orderId);
    if (locked === undefined) throw nothingReserved();
    const returnedBefore = await tx.returnedUnits(orderId);
    const [first] = sumLines(lines);
    const causeId = `${returnsPrefix(orderId)}${returnId}:${first?.productId}`;
    if (await tx.hasLedger({ causeId })) return done(undefined);
    await tx.write(restockReturned(locked, { returnId, lines, returnedBefore }));
    return done(undefined);
  });
  await ctx.failpoints.hit('inventory.after-restock');
}

/** @throws DomainError not-found */
export async function orderReservation({ store }: InventoryContext, orderId: OrderId): Promise<OrderReservation> {
  const order = await store.findOrder(orderId);
  if (order === undefined) throw nothingReserved();
  return toOrderReservation(order);
}

const nothingReserved = () => new DomainError('not-found', 'Nothing was reserved for this order');

async function take(
  tx: StockTransaction,
  { order, rows }: LockedOrder,
  step: OrderStep | undefined,
  reason: string,
): Promise<Attempt<OrderReservation>> {
  if (step === undefined) return done(toOrderReservation(order));
  const returned = step.event === 'restock' ? await tx.returnedUnits(order.orderId) : [];
  await tx.write(changeOrder(order, rows, step, { reason, returned }));
  const after: StoredOrder = { ...order, outcome: step.outcome };
  return done(toOrderReservation(after));
}
