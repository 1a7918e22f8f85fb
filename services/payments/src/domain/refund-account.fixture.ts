import type { OrderItemId } from '@arcade/contracts';
import { amountOf, billLeft, type Bill, type BillLeft, type RefundParts } from './bill.ts';
import { partsByHand, type HandRefund } from './by-hand.ts';
import { partsGivenUp, type GivenUpLine } from './given-up.ts';
import type { Refund } from './order-account.ts';

export const id = (n: number): OrderItemId => `01900000-0000-7000-8000-00000000000${n}`;
export const [pair, single] = [id(1), id(2)];
export const bill: Bill = {
  lines: [
    { orderItemId: pair, quantity: 2, paid: 2000 },
    { orderItemId: single, quantity: 1, paid: 700 },
  ],
  shipping: 300,
};
export const refundOf = (
  parts: RefundParts,
  status: Refund['status'] = 'SUCCEEDED',
  amount = amountOf(parts),
): Refund => ({ ...parts, status, amount: { amount, currencyCode: 'USD' } }) as Refund;

/** An account that refunds draw on, as the lock of an order would have it. */
export class Account {
  readonly refunds: Refund[] = [];
  readonly givenUp = new Map<OrderItemId, number>();
  readonly bill: Bill;
  constructor(of: Bill = bill) {
    this.bill = of;
  }
  get left(): BillLeft {
    return billLeft(this.bill, this.refunds);
  }
  get refundable(): number {
    return this.left.lines.reduce((sum, { moneyLeft }) => sum + moneyLeft, this.left.shippingLeft);
  }
  take(parts: RefundParts): RefundParts {
    this.refunds.push(refundOf(parts));
    return parts;
  }
  byHand(wish: Partial<HandRefund>) {
    return this.take(partsByHand(this.left, this.refundable, { amount: undefined, lines: [], shipping: 0, ...wish }));
  }
  cancel(orderItemId: OrderItemId, quantity: number) {
    this.givenUp.set(orderItemId, (this.givenUp.get(orderItemId) ?? 0) + quantity);
    return this.take(partsGivenUp(this.left, this.refundable, { lines: [{ orderItemId, quantity }], shipping: 0 }));
  }
  giveUp(orderItemId: OrderItemId, quantity: number, amount?: number) {
    const givenUp = (this.givenUp.get(orderItemId) ?? 0) + quantity;
    this.givenUp.set(orderItemId, givenUp);
    const line: GivenUpLine = { orderItemId, quantity, givenUp, amount };
    return this.take(partsGivenUp(this.left, this.refundable, { lines: [line], shipping: 0 }));
  }
}
