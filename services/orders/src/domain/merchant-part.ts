import type { UserId } from '@arcade/contracts';
import type { Order, OrderItem } from './order.ts';

/** What a merchant has to do with an order: their lines, and of shipments and reversals what concerns these. */
export interface MerchantPart extends Pick<Order, 'items' | 'shipments' | 'reversals'> {
  /** In minor units, of the merchant's lines. */
  readonly subtotal: number;
  readonly discount: number;
}

export function merchantPart(order: Order, merchantId: UserId): MerchantPart {
  const items = order.items.filter((item) => item.merchantId === merchantId);
  const own = new Set(items.map(({ orderItemId }) => orderItemId));
  const ownLines = <Part extends { readonly lines: readonly { readonly orderItemId: string }[] }>(
    parts: readonly Part[],
  ): readonly Part[] =>
    parts
      .map((part) => ({ ...part, lines: part.lines.filter(({ orderItemId }) => own.has(orderItemId)) }))
      .filter(({ lines }) => lines.length > 0);
  return {
    items,
    shipments: ownLines(order.shipments),
    reversals: ownLines(order.reversals),
    subtotal: sum(items, ({ totalPrice }) => totalPrice.amount),
    discount: sum(items, ({ discount }) => discount.amount),
  };
}

const sum = (items: readonly OrderItem[], amountOf: (item: OrderItem) => number): number =>
  items.reduce((total, item) => total + amountOf(item), 0);
