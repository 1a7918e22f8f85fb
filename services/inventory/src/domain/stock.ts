import type { InventoryId, ProductId, UserId } from '@arcade/contracts';

/** A product's stock as one statement saw it. */
export interface Stock {
  readonly inventoryId: InventoryId;
  readonly productId: ProductId;
  readonly merchantId: UserId;
  readonly onHand: number;
  /** Units of all live reservations, overdue ones included. */
  readonly reserved: number;
  /** Units of those that are past their time and count as free, though nobody has swept them yet. */
  readonly overdue: number;
  readonly version: number;
  readonly lastUpdated: Date;
}

/** A change of one product's stock. */
export interface StockDelta {
  readonly productId: ProductId;
  readonly onHand: number;
  readonly reserved: number;
}

/** Units that can be promised. */
export const sellable = ({ onHand, reserved, overdue }: Pick<Stock, 'onHand' | 'reserved' | 'overdue'>): number =>
  onHand - reserved + overdue;

/** One delta for each product that changes, sorted: everybody locks products in the same order, so none deadlock. */
export function sumDeltas(deltas: readonly StockDelta[]): readonly StockDelta[] {
  const sums = new Map<ProductId, StockDelta>();
  for (const { productId, onHand, reserved } of deltas) {
    const sum = sums.get(productId) ?? { productId, onHand: 0, reserved: 0 };
    sums.set(productId, { productId, onHand: sum.onHand + onHand, reserved: sum.reserved + reserved });
  }
  return [...sums.values()]
    .filter(({ onHand, reserved }) => onHand !== 0 || reserved !== 0)
    .toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
}
