import { allocate } from '@arcade/money';
import type { OrderItemId } from '@arcade/contracts';
import {
  amountOf,
  draw,
  everything,
  proposal,
  spread,
  type BillLeft,
  type LineLeft,
  type RefundParts,
} from './bill.ts';
import { requireLine } from './given-up.ts';
import type { RefundLine } from './order-account.ts';
import { overLine, overNamed, overShipping, unclearAmount } from './refund-problems.ts';

export interface HandLine {
  readonly orderItemId: OrderItemId;
  readonly quantity: number;
  /** Instead of what the units have cost, in minor units. */
  readonly amount?: number | undefined;
}

/** What an admin asks to give back. Amounts in minor units. */
export interface HandRefund {
  /** The whole; what the named lines and shipping come to when undefined. */
  readonly amount: number | undefined;
  readonly lines: readonly HandLine[];
  readonly shipping: number;
}

/**
 * What a refund by hand draws on. Named units are paid back and count as such. An amount without lines is spread over
 * what is left, and no unit counts as paid back, unless nothing stays: then all of them do.
 * @throws DomainError refund-exceeds-line, refund-exceeds-captured, invalid-request
 */
export function partsByHand(left: BillLeft, refundable: number, wish: HandRefund): RefundParts {
  const { amount, lines, shipping } = wish;
  if (shipping > left.shippingLeft) throw overShipping(left);
  if (amount !== undefined && amount < shipping) throw unclearAmount('The whole is less than its part for shipping');
  if (lines.length === 0) return withoutLines(left, refundable, wish);
  const named = namedLines(left, lines);
  if (amount === undefined) return { lines: named, shipping };
  if (lines.some((line) => line.amount !== undefined)) {
    throw unclearAmount('Give an amount for the whole or for lines, not for both');
  }
  return { lines: distribute(left, named, amount - shipping), shipping };
}

function withoutLines(left: BillLeft, refundable: number, { amount, shipping }: HandRefund): RefundParts {
  if (amount === undefined && shipping > 0) return { lines: [], shipping };
  if (amount === undefined || amount === refundable) return everything(left, refundable);
  const named: RefundParts = { lines: [], shipping };
  const rest = spread(draw(left, named), amount - shipping);
  return { lines: rest.lines, shipping: shipping + rest.shipping };
}

/** One entry for each entry of the wish; those of the same line come after each other. */
function namedLines(before: BillLeft, lines: readonly HandLine[]): readonly RefundLine[] {
  let left = before;
  return lines.map(({ orderItemId, quantity, amount }, index) => {
    const line = requireLine(left, orderItemId, index);
    if (quantity > line.unitsLeft) throw overLine(line, index, 'quantity');
    if (amount !== undefined && amount > line.moneyLeft) throw overLine(line, index, 'amount');
    const part = { orderItemId, quantity, amount: amount ?? proposal(line, quantity) };
    left = draw(left, { lines: [part], shipping: 0 });
    return part;
  });
}

/** An amount for all named units: by what they have cost, and what is more than that by what else their lines have left. */
function distribute(left: BillLeft, named: readonly RefundLine[], amount: number): readonly RefundLine[] {
  const cost = amountOf({ lines: named, shipping: 0 });
  if (amount <= cost) {
    const shares = allocate(
      amount,
      named.map((part) => part.amount),
    );
    return named.map((part, index) => ({ ...part, amount: shares[index] ?? 0 }));
  }
  const lines = linesOf(left, named);
  const after = linesOf(draw(left, { lines: named, shipping: 0 }), named);
  const more = after.reduce((sum, { moneyLeft }) => sum + moneyLeft, 0);
  if (amount - cost > more) throw overNamed(lines);
  const shares = allocate(
    amount - cost,
    after.map(({ moneyLeft }) => moneyLeft),
  );
  const extra = after.map(({ orderItemId }, index) => ({ orderItemId, quantity: 0, amount: shares[index] ?? 0 }));
  return [...named, ...extra.filter((part) => part.amount > 0)];
}

const linesOf = ({ lines }: BillLeft, named: readonly RefundLine[]): readonly LineLeft[] =>
  lines.filter((line) => named.some(({ orderItemId }) => orderItemId === line.orderItemId));
