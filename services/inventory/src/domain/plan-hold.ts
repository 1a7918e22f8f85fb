import type { ProductId, ReservationLine, Shortage } from '@arcade/contracts';
import type { HeldRow } from './reservation.ts';
import { sellable, sumDeltas, type Stock, type StockDelta } from './stock.ts';

export interface PlannedLine {
  readonly productId: ProductId;
  readonly requested: number;
  readonly held: number;
  /** The most that could be held: own units and free ones. */
  readonly available: number;
}

/** How held rows become what is wanted. */
export interface HoldPlan {
  readonly lines: readonly PlannedLine[];
  readonly shortages: readonly Shortage[];
  /** Rows that stay, with the quantity they then have. */
  readonly kept: readonly HeldRow[];
  /** Rows that end; what others of the same product took over of them stays reserved. */
  readonly dropped: readonly HeldRow[];
  readonly added: readonly { readonly productId: ProductId; readonly quantity: number }[];
  readonly deltas: readonly StockDelta[];
  /** Products that have enough only when overdue reservations are swept first. */
  readonly toSweep: readonly ProductId[];
}

/** Lines of one product become one (two lines of a cart may share a stock item), sorted by product. */
export function sumLines(lines: readonly ReservationLine[]): readonly ReservationLine[] {
  const sums = new Map<ProductId, number>();
  for (const { productId, quantity } of lines) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  return [...sums]
    .map(([productId, quantity]) => ({ productId, quantity }))
    .toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
}

/** What held rows add up to, by product. */
export const linesOf = (held: readonly HeldRow[]): ReservationLine[] => [
  ...sumLines(held.map(({ productId, quantity }) => ({ productId, quantity }))),
];

/**
 * Plans what a hold needs: `held` rows are used first, the rest comes from free stock as far as there is any, rows not
 * wanted any more end. `stock` must not count the held rows as overdue.
 */
export function planHold(
  wanted: readonly ReservationLine[],
  held: readonly HeldRow[],
  stock: ReadonlyMap<ProductId, Stock>,
): HoldPlan {
  const lines: PlannedLine[] = [];
  const kept: HeldRow[] = [];
  const added: { productId: ProductId; quantity: number }[] = [];
  const toSweep: ProductId[] = [];
  for (const { productId, quantity: requested } of sumLines(wanted)) {
    const own = held.filter((row) => row.productId === productId);
    const before = own.reduce((sum, { quantity }) => sum + quantity, 0);
    const level = stock.get(productId);
    const available = before + (level === undefined ? 0 : Math.max(0, sellable(level)));
    const after = Math.min(requested, available);
    lines.push({ productId, requested, held: after, available });
    if (after === 0) continue;
    const [first] = own;
    if (first === undefined) added.push({ productId, quantity: after });
    else kept.push({ ...first, quantity: after });
    if (level !== undefined && after - before > level.onHand - level.reserved) toSweep.push(productId);
  }
  const keptIds = new Set(kept.map(({ reservationId }) => reservationId));
  return {
    lines,
    shortages: lines
      .filter((line) => line.held < line.requested)
      .map(({ productId, requested, available }) => ({ productId, requested, available })),
    kept,
    dropped: held.filter(({ reservationId }) => !keptIds.has(reservationId)),
    added,
    deltas: sumDeltas([...added, ...kept].map(reserve).concat(held.map(giveBack))),
    toSweep,
  };
}

type Units = Pick<HeldRow, 'productId' | 'quantity'>;
const reserve = ({ productId, quantity }: Units): StockDelta => ({ productId, onHand: 0, reserved: quantity });
const giveBack = ({ productId, quantity }: Units): StockDelta => ({ productId, onHand: 0, reserved: -quantity });
