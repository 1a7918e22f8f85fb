import { DomainError, StockChanged, type InventoryId, type ProductId, type UserId } from '@arcade/contracts';
import { outgoing, type OutgoingEvent } from '@arcade/messaging';

/** A product's stock as one statement saw it. */
export interface Stock {
  readonly inventoryId: InventoryId;
  readonly productId: ProductId;
  readonly merchantId: UserId;
  /** Whether everybody sees the product, and so its stock. */
  readonly listed: boolean;
  readonly onHand: number;
  /** Units of all live reservations, overdue ones included. */
  readonly reserved: number;
  /** Units of those that are past their time and count as free, though nobody has swept them yet. */
  readonly overdue: number;
  /** Whether guests hold any of them. */
  readonly guestsHold: boolean;
  readonly version: number;
  readonly lastUpdated: Date;
}

/** A change of one product's stock. */
export interface StockDelta {
  readonly productId: ProductId;
  readonly onHand: number;
  readonly reserved: number;
}

type Levels = Pick<Stock, 'onHand' | 'reserved' | 'overdue'>;

/** Units that live reservations hold. */
export const held = ({ reserved, overdue }: Levels): number => reserved - overdue;

/** Units that can be promised. */
export const sellable = (levels: Levels): number => levels.onHand - held(levels);

/** Stock after a change. */
export const moved = (stock: Stock, { onHand, reserved }: StockDelta): Stock => ({
  ...stock,
  onHand: stock.onHand + onHand,
  reserved: stock.reserved + reserved,
});

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

/** Overdue reservations end first: they may stand in the way, and they are part of what the answer's version means. */
export type Adjustment = 'unchanged' | 'sweep-first' | 'possible';

/** @throws DomainError stock-below-reserved */
export function decideAdjustment(stock: Stock, onHand: number): Adjustment {
  if (onHand === stock.onHand) return 'unchanged';
  if (onHand < held(stock)) throw new DomainError('stock-below-reserved', undefined, { reserved: held(stock) });
  return stock.overdue > 0 ? 'sweep-first' : 'possible';
}

/** What is published of a product's stock; only the newest state counts. */
export const stockChanged = (stock: Stock): OutgoingEvent =>
  outgoing(
    StockChanged,
    { id: stock.productId, version: stock.version },
    {
      productId: stock.productId,
      quantityAvailable: stock.onHand,
      quantityReserved: held(stock),
      quantitySellable: sellable(stock),
      listed: stock.listed,
    },
  );
