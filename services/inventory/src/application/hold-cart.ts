import { DomainError, type CartHold, type CartId, type ReservationId, type ReservationLine } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { closedCart } from '../domain/cart-changes.ts';
import { decideHoldTime, isStale, toCartHold, type HoldTime } from '../domain/cart-hold.ts';
import { carryOut } from '../domain/hold-changes.ts';
import { planHold, sumLines } from '../domain/plan-hold.ts';
import { currentLines } from '../domain/current-lines.ts';
import { joinChanges, type CartRecord, type Save } from '../domain/stock-changes.ts';
import type { InventoryContext } from './inventory-context.ts';
import { done, runCommand, type Attempt } from './run-command.ts';
import type { LockedCart, StockTransaction } from './stock-store.ts';

export interface HoldCart {
  readonly cartId: CartId;
  readonly lines: readonly ReservationLine[];
  readonly ttlSeconds: number;
  readonly cartVersion: number;
  /** A cart whose holds come over. */
  readonly fromCartId?: CartId;
}

interface Held {
  readonly answer: CartHold;
  /** Seconds of a hold that has just begun. */
  readonly begun?: number;
}

/** Makes a cart's holds equal to its lines as far as stock allows; holds of another cart may come over without a gap. */
export async function holdCart(ctx: InventoryContext, command: HoldCart): Promise<CartHold> {
  const { cartId, fromCartId } = command;
  if (cartId === fromCartId) throw new DomainError('invalid-request', 'A cart cannot move into itself');
  const { answer, begun } = await runCommand(ctx, (tx, lock) => attempt(ctx, tx, command, lock));
  await ctx.failpoints.hit('inventory.after-hold');
  if (begun !== undefined) ctx.timers.arm({ kind: 'cart', id: cartId }, begun);
  if (fromCartId !== undefined) ctx.timers.disarm({ kind: 'cart', id: fromCartId });
  return answer;
}

async function attempt(
  { cartLimits }: InventoryContext,
  tx: StockTransaction,
  command: HoldCart,
  lock: boolean,
): Promise<Attempt<Held>> {
  const { cartId, fromCartId, cartVersion } = command;
  const ids = fromCartId === undefined ? [cartId] : [cartId, fromCartId];
  const carts = await tx.lockCarts(ids);
  const known = carts.get(cartId);
  const from = fromCartId === undefined ? undefined : carts.get(fromCartId);
  const lines = sumLines(command.lines);
  const productIds = lines.map(({ productId }) => productId);
  const { now, stock } = await tx.readStock(productIds, { lock, sparing: ids });
  if (known !== undefined && isStale(known.cart, cartVersion)) {
    const answer = toCartHold(cartId, currentLines(lines, known.rows, stock), known.cart, cartLimits);
    return done({ answer });
  }
  const rows = [...(known?.rows ?? []), ...(from?.rows ?? [])];
  const plan = planHold(lines, rows, stock);
  if (plan.toSweep.length > 0) return { kind: 'sweep', productIds: plan.toSweep };
  const time = decideHoldTime(known?.cart, command, cartLimits, now);
  const holds = plan.lines.some((line) => line.held > 0);
  const owner = { kind: 'cart', cartId } as const;
  const cart = savedCart(known, command, holds ? time : undefined);
  await tx.write(
    joinChanges([
      { carts: from === undefined ? [cart] : [cart, closedCart(from.cart)] },
      carryOut(plan, rows, stock, { owner, now, expiresAt: time.expiresAt, newId: newId<ReservationId> }),
    ]),
  );
  const begins = holds && known?.cart.expiresAt?.getTime() !== time.expiresAt.getTime() && time.extensionsUsed === 0;
  const answer = toCartHold(cartId, plan.lines, cart.value, cartLimits);
  return done(begins ? { answer, begun: (time.expiresAt.getTime() - now.getTime()) / 1000 } : { answer });
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
