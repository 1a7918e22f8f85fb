import type { CartId, OrderId, OrderReservation, ReservationId, ReservationLine } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { closedCart } from '../domain/cart-changes.ts';
import { carryOut } from '../domain/hold-changes.ts';
import { rejectedOrder, reservedOrder } from '../domain/order-changes.ts';
import { toOrderReservation } from '../domain/order-reservation.ts';
import { planHold, sumLines, type HoldPlan } from '../domain/plan-hold.ts';
import { joinChanges, type StockChanges } from '../domain/stock-changes.ts';
import type { InventoryContext } from './inventory-context.ts';
import { done, runCommand, type Attempt } from './run-command.ts';
import type { LockedCart, StockReading, StockTransaction } from './stock-store.ts';

export interface ReserveOrder {
  readonly orderId: OrderId;
  readonly cartId?: CartId | undefined;
  readonly lines: readonly ReservationLine[];
  readonly ttlSeconds: number;
}

/** Reserves an order's lines, all or nothing; the cart's holds become the order's. Asked again, it tells the outcome. */
export async function reserveOrder(ctx: InventoryContext, command: ReserveOrder): Promise<OrderReservation> {
  const { orderId, cartId } = command;
  const { answer, isNew } = await runCommand(ctx, (tx, lock) => attempt(ctx, tx, command, lock));
  await ctx.failpoints.hit('inventory.after-reserve');
  if (isNew && answer.outcome === 'reserved') {
    ctx.timers.arm({ kind: 'order', id: orderId }, command.ttlSeconds);
    if (cartId !== undefined) ctx.timers.disarm({ kind: 'cart', id: cartId });
  }
  return answer;
}

interface Reserved {
  readonly answer: OrderReservation;
  readonly isNew: boolean;
}

async function attempt(
  ctx: InventoryContext,
  tx: StockTransaction,
  command: ReserveOrder,
  lock: boolean,
): Promise<Attempt<Reserved>> {
  const { orderId, cartId } = command;
  // A replay shows as a conflict of the first attempt, so that new orders need not ask.
  const stored = lock ? await tx.lockOrder(orderId) : undefined;
  if (stored !== undefined) return done({ answer: toOrderReservation(stored.order), isNew: false });
  const sparing = cartId === undefined ? [] : [cartId];
  const cart = cartId === undefined ? undefined : (await tx.lockCarts(sparing)).get(cartId);
  const lines = sumLines(command.lines);
  const reading = await tx.readStock(
    lines.map(({ productId }) => productId),
    { lock, sparing },
  );
  const plan = planHold(lines, cart?.rows ?? [], reading.stock);
  const { shortages } = plan;
  if (shortages.length > 0) {
    await tx.write(rejectedOrder(orderId, shortages));
    return done({ answer: { outcome: 'rejected', orderId, shortages: [...shortages] }, isNew: true });
  }
  if (plan.toSweep.length > 0) return { kind: 'sweep', productIds: plan.toSweep };
  const seconds = Math.min(command.ttlSeconds, ctx.orderMaxSeconds);
  const expiresAt = new Date(reading.now.getTime() + seconds * 1000);
  await tx.write(changesOf(orderId, plan, cart, reading, expiresAt));
  return done({ answer: { outcome: 'reserved', orderId, expiresAt: expiresAt.toISOString() }, isNew: true });
}

function changesOf(
  orderId: OrderId,
  plan: HoldPlan,
  cart: LockedCart | undefined,
  { now, stock }: StockReading,
  expiresAt: Date,
): StockChanges {
  const owner = { kind: 'order', orderId } as const;
  const held = carryOut(plan, cart?.rows ?? [], stock, { owner, now, expiresAt, newId: newId<ReservationId> });
  const rows = [...(held.added ?? []), ...plan.kept];
  return joinChanges([
    { carts: cart === undefined ? [] : [closedCart(cart.cart)] },
    reservedOrder(orderId, expiresAt, rows),
    held,
  ]);
}
