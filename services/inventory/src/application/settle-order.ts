import { DomainError, type OrderId, type OrderReservation, type ReservationLine } from '@arcade/contracts';
import { changeOrder, releasedBeforeReserved } from '../domain/order-changes.ts';
import { decideCommit, decideRelease, toOrderReservation } from '../domain/order-reservation.ts';
import { sumLines } from '../domain/plan-hold.ts';
import { restockReturned, returnsPrefix } from '../domain/restock-returned.ts';
import { decided } from './command.ts';
import type { InventoryContext } from './inventory-context.ts';
import type { LedgerFilter } from './stock-store.ts';

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
  const answer = await ctx.commands.run<OrderReservation>({
    orders: [orderId],
    returnsOf: [orderId],
    decide({ orders, returned }) {
      const locked = orders.get(orderId);
      if (locked === undefined) {
        return decided({ outcome: 'released', orderId }, releasedBeforeReserved(orderId, reason));
      }
      const { order, rows } = locked;
      const step = decideRelease(order);
      if (step === undefined) return decided(toOrderReservation(order));
      const changes = changeOrder(order, rows, step, { reason, returned: returned.get(orderId) ?? [] });
      return decided(toOrderReservation({ ...order, outcome: step.outcome }), changes);
    },
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
  const [first] = sumLines(lines);
  const same: LedgerFilter = { causeId: `${returnsPrefix(orderId)}${returnId}:${first?.productId}` };
  await ctx.commands.run<void>({
    orders: [orderId],
    returnsOf: [orderId],
    ledger: [same],
    decide({ orders, returned, ledger }) {
      const locked = orders.get(orderId);
      if (locked === undefined) throw nothingReserved();
      if (ledger.has(same)) return decided(undefined);
      const returnedBefore = returned.get(orderId) ?? [];
      return decided(undefined, restockReturned(locked, { returnId, lines, returnedBefore }));
    },
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
