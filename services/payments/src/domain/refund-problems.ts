import { DomainError } from '@arcade/contracts';
import type { BillLeft, LineLeft } from './bill.ts';

/** What is left of a line, as problems tell it; amounts in minor units of the payment's currency. */
export const lineLeft = ({ orderItemId, unitsLeft, moneyLeft }: LineLeft) => ({
  orderItemId,
  quantity: unitsLeft,
  amount: moneyLeft,
});

const at = (pointer: string, code: string, detail: string) => ({ errors: [{ pointer, code, detail }] });

export const noSuchLine = (lines: readonly LineLeft[], index: number): DomainError => {
  const detail = 'The order has no such line';
  return new DomainError('invalid-request', detail, {
    ...at(`/lines/${index}/orderItemId`, 'unknown-line', detail),
    lines: lines.map(lineLeft),
  });
};

export const overLine = (line: LineLeft, index: number, field: 'quantity' | 'amount'): DomainError => {
  const left = lineLeft(line);
  const detail =
    field === 'quantity'
      ? `Only ${left.quantity} of the line’s units are left to refund`
      : `Only ${left.amount} (minor units) are left of the line`;
  return new DomainError('refund-exceeds-line', detail, {
    ...at(`/lines/${index}/${field}`, 'exceeds-line', detail),
    left,
  });
};

/** An amount for the whole that the named lines and shipping cannot give. */
export const overNamed = (lines: readonly LineLeft[]): DomainError => {
  const detail = 'The named lines have less left than that';
  return new DomainError('refund-exceeds-line', detail, {
    ...at('/amount', 'exceeds-line', detail),
    lines: lines.map(lineLeft),
  });
};

export const overShipping = ({ shippingLeft }: BillLeft): DomainError => {
  const detail = `Only ${shippingLeft} (minor units) are left of shipping`;
  return new DomainError('refund-exceeds-captured', detail, {
    ...at('/shipping', 'exceeds-shipping', detail),
    shippingLeft,
  });
};

export const unclearAmount = (detail: string): DomainError =>
  new DomainError('invalid-request', detail, at('/amount', 'unclear-amount', detail));
