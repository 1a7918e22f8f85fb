import type { HoldQuota, ProductId, ReservationLine, Shortage } from '@arcade/contracts';
import type { HeldRow } from './reservation.ts';
import { sellable, sumDeltas, type Stock, type StockDelta } from './stock.ts';

export interface PlannedLine {
  readonly productId: ProductId;
  readonly requested: number;
  readonly held: number;
  /** The most that could be held: own units and free ones. */
  readonly available: number;
  /** Only where it keeps units from being held that there are. */
  readonly quota?: HoldQuota;
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
  /** Units that guests have to give way with. */
  readonly toYield: ReadonlyMap<ProductId, number>;
}

export interface HoldLatitude {
  /** Units of guests' carts that may be taken, by product. */
  readonly yieldable?: ReadonlyMap<ProductId, number>;
  /** Undefined: no limit but stock. */
  readonly quota?: (stock: Stock, own: number) => HoldQuota;
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
 * Plans what a hold needs: `held` rows are used first, the rest comes from free stock as far as there is any and then from
 * guests who give way, rows not wanted any more end. `stock` must not count the held rows as overdue.
 */
export function planHold(
  wanted: readonly ReservationLine[],
  held: readonly HeldRow[],
  stock: ReadonlyMap<ProductId, Stock>,
  terms: HoldLatitude = {},
): HoldPlan {
  const lines: PlannedLine[] = [];
  const kept: HeldRow[] = [];
  const added: { productId: ProductId; quantity: number }[] = [];
  const toSweep: ProductId[] = [];
  const toYield = new Map<ProductId, number>();
  for (const { productId, quantity: requested } of sumLines(wanted)) {
    const own = held.filter((row) => row.productId === productId);
    const line = planLine({ productId, requested, own: unitsOf(own), level: stock.get(productId) }, terms);
    lines.push(line.planned);
    const { held: after } = line.planned;
    if (after === 0) continue;
    const [first] = own;
    if (first === undefined) added.push({ productId, quantity: after });
    else kept.push({ ...first, quantity: after });
    if (line.yielded > 0) toYield.set(productId, line.yielded);
    if (line.needsSweep) toSweep.push(productId);
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
    toYield,
  };
}

interface Wanted {
  readonly productId: ProductId;
  readonly requested: number;
  readonly own: number;
  readonly level: Stock | undefined;
}

function planLine({ productId, requested, own, level }: Wanted, { yieldable, quota }: HoldLatitude) {
  const free = level === undefined ? 0 : Math.max(0, sellable(level));
  const available = own + free + (yieldable?.get(productId) ?? 0);
  const possible = Math.min(requested, available);
  const limit = level === undefined ? undefined : quota?.(level, own);
  const limited = limit !== undefined && limit.allowed < possible;
  const held = limited ? limit.allowed : possible;
  const yielded = Math.max(0, held - own - free);
  const planned: PlannedLine = { productId, requested, held, available, ...(limited ? { quota: limit } : {}) };
  const needsSweep = level !== undefined && held - own - yielded > level.onHand - level.reserved;
  return { planned, yielded, needsSweep };
}

const unitsOf = (rows: readonly HeldRow[]): number => rows.reduce((sum, { quantity }) => sum + quantity, 0);

type Units = Pick<HeldRow, 'productId' | 'quantity'>;
const reserve = ({ productId, quantity }: Units): StockDelta => ({ productId, onHand: 0, reserved: quantity });
const giveBack = ({ productId, quantity }: Units): StockDelta => ({ productId, onHand: 0, reserved: -quantity });
