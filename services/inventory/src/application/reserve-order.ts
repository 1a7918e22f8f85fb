import type { CartId, OrderId, OrderReservation, ReservationId, ReservationLine } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { closedCart, unknownCart } from '../domain/cart-changes.ts';
import { giveWay, yieldableUnits } from '../domain/give-way.ts';
import { carryOut } from '../domain/hold-changes.ts';
import { rejectedOrder, reservedOrder } from '../domain/order-changes.ts';
import { toOrderReservation } from '../domain/order-reservation.ts';
import { planHold, sumLines, type HoldPlan } from '../domain/plan-hold.ts';
import { spareOwn } from '../domain/spare-own.ts';
import { joinChanges, type CartRecord, type Save, type StockChanges } from '../domain/stock-changes.ts';
import { armIfNear } from './arm-timers.ts';
import { decided, type Command } from './command.ts';
import { guestsToAsk } from './guests-to-ask.ts';
import type { InventoryContext } from './inventory-context.ts';
import type { LockedCart, Seen } from './stock-store.ts';

export interface ReserveOrder {
  readonly orderId: OrderId;
  readonly cartId?: CartId | undefined;
  /** The cart's version that was ordered: what it asked for until then may still be on its way here. */
  readonly cartVersion?: number | undefined;
  readonly lines: readonly ReservationLine[];
  readonly ttlSeconds: number;
}

/**
 * Reserves an order's lines, all or nothing; the cart's holds become the order's, and guests' holds give way. Asked again,
 * it tells the outcome.
 */
export async function reserveOrder(ctx: InventoryContext, command: ReserveOrder): Promise<OrderReservation> {
  const { orderId } = command;
  const { answer, isNew } = await ctx.commands.run(reservation(command, ctx.orderMaxSeconds));
  await ctx.failpoints.hit('inventory.after-reserve');
  if (isNew && answer.outcome === 'reserved') {
    armIfNear(ctx, { kind: 'order', id: orderId }, command.ttlSeconds);
  }
  return answer;
}

interface Reserved {
  readonly answer: OrderReservation;
  readonly isNew: boolean;
}

const reservation = (command: ReserveOrder, maxSeconds: number): Command<Reserved> => {
  const { orderId, cartId } = command;
  const lines = sumLines(command.lines);
  return {
    newOrders: [orderId],
    ...(cartId === undefined ? {} : { carts: [cartId] }),
    products: lines.map(({ productId }) => productId),
    decide(situation) {
      const { now, stock, orders, carts, guests } = situation;
      const stored = orders.get(orderId);
      if (stored !== undefined) return decided({ answer: toOrderReservation(stored.order), isNew: false });
      const cart = cartId === undefined ? undefined : carts.get(cartId);
      const own = cart?.rows ?? [];
      const plan = planHold(lines, own, spareOwn(stock, own, now), { yieldable: yieldableUnits(guests) });
      const toAsk = guestsToAsk(plan, situation);
      if (toAsk.length > 0) return { kind: 'yield', productIds: toAsk };
      const shortages = [...plan.shortages];
      if (shortages.length > 0) {
        const answer = { outcome: 'rejected', orderId, shortages } as const;
        return decided({ answer, isNew: true }, rejectedOrder(orderId, shortages));
      }
      if (plan.toSweep.length > 0) return { kind: 'sweep', productIds: plan.toSweep };
      const expiresAt = new Date(now.getTime() + Math.min(command.ttlSeconds, maxSeconds) * 1000);
      const answer = { outcome: 'reserved', orderId, expiresAt: expiresAt.toISOString() } as const;
      const held = changesOf(orderId, plan, cart, { now, stock }, expiresAt);
      return decided(
        { answer, isNew: true },
        joinChanges([{ carts: settledCarts(command, cart) }, giveWay(guests, plan.toYield), held]),
      );
    },
  };
};

function changesOf(
  orderId: OrderId,
  plan: HoldPlan,
  cart: LockedCart | undefined,
  { now, stock }: Pick<Seen, 'now' | 'stock'>,
  expiresAt: Date,
): StockChanges {
  const owner = { kind: 'order', orderId } as const;
  const held = carryOut(plan, cart?.rows ?? [], stock, { owner, now, expiresAt, newId: newId<ReservationId> });
  const rows = [...(held.added ?? []), ...plan.kept];
  return joinChanges([reservedOrder(orderId, expiresAt, rows), held]);
}

/** The ordered version is settled by the order, whether or not inventory has followed it before. */
function settledCarts(
  { cartId, cartVersion = 0 }: ReserveOrder,
  known: LockedCart | undefined,
): readonly Save<CartRecord>[] {
  if (known !== undefined) {
    const { cart } = known;
    return [closedCart({ ...cart, cartVersion: Math.max(cart.cartVersion, cartVersion) })];
  }
  return cartId === undefined || cartVersion === 0 ? [] : [unknownCart(cartId, cartVersion)];
}
