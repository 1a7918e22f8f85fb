import {
  DomainError,
  type CartHold,
  type CartId,
  type Holder,
  type ReservationId,
  type ReservationLine,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { closedCart } from '../domain/cart-changes.ts';
import { decideHoldTime, isStale, toCartHold, type HoldTime } from '../domain/cart-hold.ts';
import { currentLines } from '../domain/current-lines.ts';
import { giveWay, yieldableUnits } from '../domain/give-way.ts';
import { carryOut } from '../domain/hold-changes.ts';
import { quotaOf } from '../domain/hold-quota.ts';
import { planHold, sumLines } from '../domain/plan-hold.ts';
import { spareOwn } from '../domain/spare-own.ts';
import { joinChanges, type CartRecord, type Save } from '../domain/stock-changes.ts';
import { decided, type Command, type Decision, type Situation } from './command.ts';
import { armIfNear } from './arm-timers.ts';
import { guestsToAsk } from './guests-to-ask.ts';
import type { InventoryContext } from './inventory-context.ts';
import type { LockedCart } from './stock-store.ts';

export interface HoldCart {
  readonly cartId: CartId;
  readonly lines: readonly ReservationLine[];
  readonly ttlSeconds: number;
  readonly cartVersion: number;
  readonly holder: Holder;
  /** A cart whose holds come over. */
  readonly fromCartId?: CartId;
}

interface Held {
  readonly answer: CartHold;
  /** Seconds of a hold that has just begun. */
  readonly begun?: number;
}

/**
 * Makes a cart's holds equal to its lines as far as stock and the holder's quota allow; holds of another cart may come
 * over without a gap. Guests' holds give way to those who have signed in.
 */
export async function holdCart(ctx: InventoryContext, command: HoldCart): Promise<CartHold> {
  const { cartId, fromCartId } = command;
  if (cartId === fromCartId) throw new DomainError('invalid-request', 'A cart cannot move into itself');
  const { answer, begun } = await ctx.commands.run(hold(command, ctx));
  await ctx.failpoints.hit('inventory.after-hold');
  if (begun !== undefined) armIfNear(ctx, { kind: 'cart', id: cartId }, begun);
  return answer;
}

const hold = (command: HoldCart, { cartLimits: limits, quotas }: HoldRules): Command<Held> => {
  const { cartId, fromCartId, holder } = command;
  const lines = sumLines(command.lines);
  return {
    carts: fromCartId === undefined ? [cartId] : [cartId, fromCartId],
    products: lines.map(({ productId }) => productId),
    ...(holder.trust === 'guest' && lines.length > 0 ? { network: holder.network } : {}),
    decide(situation) {
      const { now, stock, carts } = situation;
      const known = carts.get(cartId);
      if (known === undefined || !isStale(known.cart, command.cartVersion)) {
        const from = fromCartId === undefined ? undefined : carts.get(fromCartId);
        return follow({ command, lines, known, from, situation }, { cartLimits: limits, quotas });
      }
      const held = currentLines(lines, known.rows, spareOwn(stock, known.rows, now));
      return decided({ answer: toCartHold(cartId, held, known.cart, limits) });
    },
  };
};

type HoldRules = Pick<InventoryContext, 'cartLimits' | 'quotas'>;

interface Wish {
  readonly command: HoldCart;
  /** Summed. */
  readonly lines: readonly ReservationLine[];
  readonly known: LockedCart | undefined;
  readonly from: LockedCart | undefined;
  readonly situation: Situation;
}

function follow({ command, lines, known, from, situation }: Wish, rules: HoldRules): Decision<Held> {
  const { cartId, holder } = command;
  const { cartLimits: limits, quotas } = rules;
  const { now, stock, guests, networkUnits } = situation;
  const rows = [...(known?.rows ?? []), ...(from?.rows ?? [])];
  const plan = planHold(lines, rows, spareOwn(stock, rows, now), {
    yieldable: yieldableUnits(guests),
    quota: (level, own) =>
      quotaOf(holder, { stock: level, own, network: networkUnits.get(level.productId) ?? 0 }, quotas),
  });
  const toAsk = holder.trust === 'guest' ? [] : guestsToAsk(plan, situation);
  if (toAsk.length > 0) return { kind: 'yield', productIds: toAsk };
  if (plan.toSweep.length > 0) return { kind: 'sweep', productIds: plan.toSweep };
  const time = decideHoldTime(known?.cart, command, limits, now);
  const { expiresAt } = time;
  const holds = plan.lines.some((line) => line.held > 0);
  const cart = savedCart(known, command, holds ? time : undefined);
  const guestNetwork = holder.trust === 'guest' ? holder.network : null;
  const owner = { kind: 'cart', cartId, guestNetwork } as const;
  const changes = joinChanges([
    { carts: from === undefined ? [cart] : [cart, closedCart(from.cart)] },
    giveWay(guests, plan.toYield),
    carryOut(plan, rows, stock, { owner, now, expiresAt, newId: newId<ReservationId> }),
  ]);
  const answer = toCartHold(cartId, plan.lines, cart.value, limits);
  const begins = holds && time.extensionsUsed === 0 && known?.cart.expiresAt?.getTime() !== expiresAt.getTime();
  return decided(begins ? { answer, begun: (expiresAt.getTime() - now.getTime()) / 1000 } : { answer }, changes);
}

const savedCart = (
  known: LockedCart | undefined,
  { cartId, cartVersion }: HoldCart,
  time: HoldTime | undefined,
): Save<CartRecord> => ({
  how: known === undefined ? 'insert' : 'update',
  value: {
    cartId,
    cartVersion,
    closed: false,
    expiresAt: time?.expiresAt ?? null,
    extensionsUsed: time?.extensionsUsed ?? 0,
    version: known?.cart.version ?? 0,
  },
});
