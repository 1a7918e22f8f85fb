import type { OrderItemId } from '@arcade/contracts';
import { draw, proposal, type BillLeft, type LineLeft, type RefundParts } from './bill.ts';
import { noSuchLine, overLine, overShipping } from './refund-problems.ts';

/** Units of a line that an order gives up: cancelled before they went out, or returned. */
export interface GivenUpLine {
  readonly orderItemId: OrderItemId;
  readonly quantity: number;
  /** How many units of the line are given up by now, these included; undefined when none of these can be paid back already. */
  readonly givenUp?: number | undefined;
  /** What somebody has decided on instead of the proposal, in minor units. */
  readonly amount?: number | undefined;
}

export interface GivenUp {
  readonly lines: readonly GivenUpLine[];
  readonly shipping: number;
}

/**
 * What is given back for units that are given up. Where some may have been paid back by hand, those come first, and for
 * them nothing is due; nothing exceeds what is left of its line, of shipping or of the payment (`refundable`).
 * @throws DomainError invalid-request for a line that is not on the bill
 */
export function partsGivenUp(left: BillLeft, refundable: number, { lines, shipping }: GivenUp): RefundParts {
  const drawn = lines.reduce<Drawn>((so, wish, index) => drawUnits(so, wish, index), { left, refundable, lines: [] });
  return { lines: drawn.lines, shipping: Math.min(shipping, left.shippingLeft, drawn.refundable) };
}

interface Drawn extends Pick<RefundParts, 'lines'> {
  readonly left: BillLeft;
  readonly refundable: number;
}

function drawUnits({ left, refundable, lines }: Drawn, wish: GivenUpLine, index: number): Drawn {
  const line = requireLine(left, wish.orderItemId, index);
  const quantity = unpaidUnits(line, wish);
  const amount = Math.min(wish.amount ?? proposal(line, quantity), line.moneyLeft, refundable);
  const part = { orderItemId: line.orderItemId, quantity, amount };
  return {
    left: draw(left, { lines: [part], shipping: 0 }),
    refundable: refundable - amount,
    lines: [...lines, part],
  };
}

/** Units given up beyond those that are paid back already. */
function unpaidUnits({ quantity, unitsLeft }: LineLeft, wish: GivenUpLine): number {
  const beyond = wish.givenUp === undefined ? wish.quantity : wish.givenUp - (quantity - unitsLeft);
  return Math.max(0, Math.min(wish.quantity, beyond, unitsLeft));
}

/**
 * For whoever may still decide otherwise: what is asked for is refused when there is less.
 * @throws DomainError refund-exceeds-line, refund-exceeds-captured, invalid-request
 */
export function requireWithin(before: BillLeft, { lines, shipping }: GivenUp): void {
  let left = before;
  for (const [index, { orderItemId, amount = 0 }] of lines.entries()) {
    const line = requireLine(left, orderItemId, index);
    if (amount > line.moneyLeft) throw overLine(line, index, 'amount');
    left = draw(left, { lines: [{ orderItemId, quantity: 0, amount }], shipping: 0 });
  }
  if (shipping > left.shippingLeft) throw overShipping(left);
}

/** @throws DomainError invalid-request */
export function requireLine({ lines }: BillLeft, orderItemId: OrderItemId, index: number): LineLeft {
  const line = lines.find((one) => one.orderItemId === orderItemId);
  if (line === undefined) throw noSuchLine(lines, index);
  return line;
}
