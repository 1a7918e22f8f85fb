import { DomainError, type OrderId, type OrderReservation, type ReservationLine } from '@arcade/contracts';
import { changeOrder, releasedBeforeReserved } from '../domain/order-changes.ts';
import { decideCommit, decideRelease, toOrderReservation } from '../domain/order-reservation.ts';
import { sumLines } from '../domain/plan-hold.ts';
import { restockReturned, returnsPrefix } from '../domain/restock-returned.ts';
import { decided } from './command.ts';
import type { InventoryContext } from './inventory-context.ts';
import { done, runAlone, type Attempt } from './run-alone.ts';
import type { LockedOrder, StockTransaction } from './stock-store.ts';

/**
 * Takes an order's units off the shelf, or tells why not. Repeating it changes nothing.
 * @throws DomainError not-found when nothing was ever reserved
 */
export async function commitOrder(ctx: InventoryContext, orderId: OrderId): Promise<OrderReservation> {
  const answer = await ctx.commands.run<OrderReservation>({
    orders: [orderId],
    decide({ orders }) {
      const locked = orders.get(orderId);
      if (locked === undefined) throw nothingReserved();
      const step = decideCommit(locked.order);
      if (step === undefined) return decided(toOrderReservation(locked.order));
      const changes = changeOrder(locked.order, locked.rows, step, { reason: 'order confirmed' });
      return decided(toOrderReservation({ ...locked.order, outcome: step.outcome }), changes);
    },
  });
  await ctx.failpoints.hit('inventory.after-commit');
  return answer;
}

/** Gives an order's units back, from the shelf or to it. An order that comes later takes none. */
export async function releaseOrder(ctx: InventoryContext, orderId: OrderId, reason: string): Promise<OrderReservation> {
  const answer = await runAlone(ctx, async (tx): Promise<Attempt<OrderReservation>> => {
    const locked = (await tx.look({ orders: [orderId] })).orders.get(orderId);
    if (locked !== undefined) return await release(tx, locked, reason);
    await tx.write(releasedBeforeReserved(orderId, reason));
    return done({ outcome: 'released', orderId });
  });
  await ctx.failpoints.hit('inventory.after-release');
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
  await runAlone(ctx, async (tx): Promise<Attempt<void>> => {
    const locked = (await tx.look({ orders: [orderId] })).orders.get(orderId);
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

async function release(
  tx: StockTransaction,
  { order, rows }: LockedOrder,
  reason: string,
): Promise<Attempt<OrderReservation>> {
  const step = decideRelease(order);
  if (step === undefined) return done(toOrderReservation(order));
  const returned = step.event === 'restock' ? await tx.returnedUnits(order.orderId) : [];
  await tx.write(changeOrder(order, rows, step, { reason, returned }));
  return done(toOrderReservation({ ...order, outcome: step.outcome }));
}
