import { allocate, shareOfUnits } from '@arcade/money';
import type { OrderItemId } from '@arcade/contracts';
import { holdsMoney } from './refund-machine.ts';
import type { Refund, RefundLine } from './order-account.ts';

/** What a line of an order has cost after discounts, in minor units. */
export interface BillLine {
  readonly orderItemId: OrderItemId;
  readonly quantity: number;
  readonly paid: number;
}

/** What a payment pays for; its parts add up to the amount. */
export interface Bill {
  readonly lines: readonly BillLine[];
  readonly shipping: number;
}

export interface LineLeft extends BillLine {
  /** Units that have not been paid back. */
  readonly unitsLeft: number;
  readonly moneyLeft: number;
}

/** The account of every line and of shipping: all refunds draw on it, whatever they are for. */
export interface BillLeft {
  readonly lines: readonly LineLeft[];
  readonly shipping: number;
  readonly shippingLeft: number;
}

/** What a refund draws on the lines and on shipping. */
export interface RefundParts {
  readonly lines: readonly RefundLine[];
  readonly shipping: number;
}

export const amountOf = ({ lines, shipping }: RefundParts): number =>
  lines.reduce((sum, { amount }) => sum + amount, shipping);

/** What refunds have left of a bill. What earlier versions put on no line is spread as money without units is today. */
export const billLeft = (bill: Bill, refunds: readonly Refund[]): BillLeft =>
  refunds
    .filter(({ status }) => holdsMoney(status))
    .reduce((left, refund) => {
      const drawn = draw(left, refund);
      return draw(drawn, spread(drawn, refund.amount.amount - amountOf(refund)));
    }, whole(bill));

const whole = ({ lines, shipping }: Bill): BillLeft => ({
  lines: lines.map((line) => ({ ...line, unitsLeft: line.quantity, moneyLeft: line.paid })),
  shipping,
  shippingLeft: shipping,
});

/** The account after a refund. */
export const draw = (left: BillLeft, { lines, shipping }: RefundParts): BillLeft => ({
  ...left,
  lines: left.lines.map((line) => {
    const own = lines.filter(({ orderItemId }) => orderItemId === line.orderItemId);
    const sum = (part: 'quantity' | 'amount') => own.reduce((total, one) => total + one[part], 0);
    return {
      ...line,
      unitsLeft: Math.max(0, line.unitsLeft - sum('quantity')),
      moneyLeft: Math.max(0, line.moneyLeft - sum('amount')),
    };
  }),
  shippingLeft: Math.max(0, left.shippingLeft - shipping),
});

/** Money that is for no units: every line and shipping give by what is left of them, none more than that. */
export function spread(left: BillLeft, amount: number): RefundParts {
  const weights = [...left.lines.map(({ moneyLeft }) => moneyLeft), left.shippingLeft];
  const possible = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = allocate(Math.min(Math.max(amount, 0), possible), weights);
  return {
    lines: left.lines.flatMap(({ orderItemId }, index) => {
      const share = shares[index] ?? 0;
      return share === 0 ? [] : [{ orderItemId, quantity: 0, amount: share }];
    }),
    shipping: shares.at(-1) ?? 0,
  };
}

/** All units, and all the money that is left. */
export function everything(left: BillLeft, refundable: number): RefundParts {
  const { lines, shipping } = spread(left, refundable);
  const amountFor = (id: OrderItemId) => lines.find(({ orderItemId }) => orderItemId === id)?.amount ?? 0;
  const all = left.lines.map(({ orderItemId, unitsLeft }) => ({
    orderItemId,
    quantity: unitsLeft,
    amount: amountFor(orderItemId),
  }));
  return { lines: all.filter(({ quantity, amount }) => quantity > 0 || amount > 0), shipping };
}

/** What the next units of a line have cost, as far as it is left. */
export const proposal = ({ paid, quantity, unitsLeft, moneyLeft }: LineLeft, units: number): number =>
  Math.min(shareOfUnits({ amount: paid, quantity }, quantity - unitsLeft, units), moneyLeft);

/** Whether a refund that holds no money at the moment could have its parts again. */
export const fits = (left: BillLeft, { lines, shipping }: RefundParts): boolean =>
  shipping <= left.shippingLeft &&
  lines.every(({ orderItemId, amount }) =>
    left.lines.some((line) => line.orderItemId === orderItemId && amount <= line.moneyLeft),
  );
