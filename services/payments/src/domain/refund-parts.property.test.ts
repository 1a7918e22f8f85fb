import { describe, expect, test } from '@jest/globals';
import { DomainError, type OrderItemId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { amountOf, billLeft, everything, proposal, type Bill, type RefundParts } from './bill.ts';
import type { Refund } from './order-account.ts';
import { Account, id } from './refund-account.fixture.ts';

/** Minor units as currencies of 0, 2 and 3 digits have them. */
const price = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 99_999 }), fc.nat(9_000_000_000));
const bills: fc.Arbitrary<Bill> = fc.record({
  lines: fc
    .array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), paid: price }), { minLength: 1, maxLength: 4 })
    .map((lines) => lines.map((line, n) => ({ ...line, orderItemId: id(n) }))),
  shipping: price,
});
const part = fc.double({ min: 0, max: 1.2, noNaN: true });
const acts = fc.array(
  fc.record({
    kind: fc.constantFrom('lines', 'amount', 'shipping', 'give-up', 'give-up-for', 'cancel', 'fail', 'succeed'),
    line: fc.nat(3),
    units: fc.integer({ min: 1, max: 10 }),
    part,
  }),
  { maxLength: 25 },
);
type Act = (typeof acts extends fc.Arbitrary<infer Acts> ? Acts : never) extends readonly (infer One)[] ? One : never;

/** What people and sagas may try; refusals are theirs. */
function perform(account: Account, act: Act): void {
  const line = account.bill.lines[act.line % account.bill.lines.length];
  if (line === undefined) return;
  const { orderItemId } = line;
  const units = Math.min(act.units, line.quantity - (account.givenUp.get(orderItemId) ?? 0));
  const some = (of: number) => Math.floor(of * act.part);
  const tries: Record<Act['kind'], () => unknown> = {
    lines: () => account.byHand({ lines: [{ orderItemId, quantity: act.units }] }),
    amount: () => account.byHand({ amount: some(account.refundable) }),
    shipping: () => account.byHand({ shipping: some(account.bill.shipping) }),
    'give-up': () => units > 0 && account.giveUp(orderItemId, units),
    'give-up-for': () => units > 0 && account.giveUp(orderItemId, units, some(line.paid)),
    cancel: () => units > 0 && account.cancel(orderItemId, units),
    fail: () => move(account, 'SUCCEEDED', 'FAILED'),
    succeed: () => undefined,
  };
  try {
    tries[act.kind]();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

function move(account: Account, from: Refund['status'], to: Refund['status']): void {
  const at = account.refunds.findLastIndex(({ status }) => status === from);
  const refund = account.refunds[at];
  if (refund !== undefined) account.refunds[at] = { ...refund, status: to };
}

const drawn = (account: Account, of: (parts: RefundParts) => number) =>
  account.refunds.filter(({ status }) => status === 'SUCCEEDED').reduce((sum, refund) => sum + of(refund), 0);
const onLine = (orderItemId: OrderItemId, field: 'quantity' | 'amount') => (parts: RefundParts) =>
  parts.lines.filter((one) => one.orderItemId === orderItemId).reduce((sum, one) => sum + one[field], 0);

describe('whatever refunds, returns and cancellations come in whatever order', () => {
  test('no line, not shipping and not the whole give back more than they cost, and no unit twice', () => {
    fc.assert(
      fc.property(bills, acts, (of, story) => {
        const account = new Account(of);
        for (const act of story) perform(account, act);
        for (const { orderItemId, paid, quantity } of of.lines) {
          expect(drawn(account, onLine(orderItemId, 'amount'))).toBeLessThanOrEqual(paid);
          expect(drawn(account, onLine(orderItemId, 'quantity'))).toBeLessThanOrEqual(quantity);
        }
        expect(drawn(account, ({ shipping }) => shipping)).toBeLessThanOrEqual(of.shipping);
        const parts = account.refunds.flatMap(({ lines, shipping }) => [
          shipping,
          ...lines.map(({ amount }) => amount),
        ]);
        expect(parts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('goods that all come back as proposed have given back exactly what they cost', () => {
    const plain = acts.map((story) =>
      story.filter(({ kind }) => kind !== 'give-up-for' && kind !== 'fail' && kind !== 'cancel'),
    );
    fc.assert(
      fc.property(bills, plain, (of, story) => {
        const account = new Account(of);
        for (const act of story) perform(account, act);
        for (const { orderItemId, quantity } of of.lines) {
          for (let unit = account.givenUp.get(orderItemId) ?? 0; unit < quantity; unit++)
            account.giveUp(orderItemId, 1);
        }
        for (const { orderItemId, paid } of of.lines) expect(drawn(account, onLine(orderItemId, 'amount'))).toBe(paid);
      }),
      { numRuns: 200 },
    );
  });

  test('shares of a line are what it cost, however it is taken apart', () => {
    fc.assert(
      fc.property(bills, (of) => {
        const [line] = billLeft(of, []).lines;
        if (line === undefined) return;
        const shares = Array.from({ length: line.quantity }, (_, taken) =>
          proposal({ ...line, unitsLeft: line.quantity - taken }, 1),
        );
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(line.paid);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('all that is left is all, to the last minor unit', () => {
    fc.assert(
      fc.property(bills, acts, (of, story) => {
        const account = new Account(of);
        for (const act of story) perform(account, act);
        const { refundable } = account;
        expect(amountOf(everything(account.left, refundable))).toBe(refundable);
      }),
    );
  });
});
