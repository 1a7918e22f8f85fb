import { expect, test } from '@jest/globals';
import type { OrderId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { everything } from './bill.ts';
import { applyChanges, changePayment, changeRefund, movePayment, moveRefund } from './change.ts';
import { openPayment } from './open-payment.ts';
import { paymentIn, refundIn, type OrderAccount } from './order-account.ts';
import { advancePayment } from './payment-machine.ts';
import { requestRefund } from './request-refund.ts';

const now = new Date('2026-01-01T00:00:00Z');
const empty: OrderAccount = { orderId: newId<OrderId>(), closedReason: null, payments: [], refunds: [] };
const bill = { lines: [{ orderItemId: newId(), quantity: 1, paid: 1000 }], shipping: 0 };
const [paymentId, refundId] = [newId(), newId()];

const opening = { paymentId, userId: newId<UserId>(), amount: { amount: 1000, currencyCode: 'USD' }, maxAttempts: 5 };
const opened = applyChanges(empty, openPayment(empty, { ...opening, bill, now }));
const payment = paymentIn(opened, paymentId);

test('each step makes a version of a payment, and so does news without a step', () => {
  const steps = advancePayment('CREATED', 'AUTHORIZED');
  expect(changePayment(payment, steps, {}, now)).toMatchObject({ payment: { status: 'AUTHORIZED', version: 3 } });
  expect(changePayment(payment, [], {}, now)).toMatchObject({ payment: { status: 'CREATED', version: 2 } });
  expect(movePayment(payment, 'fail', {}, now)).toMatchObject({ payment: { status: 'FAILED', version: 2 } });
});

test('each step makes a version of a refund, and so does news without a step', () => {
  const captured = { ...opened, payments: [{ ...payment, capturedAmount: 1000 }] };
  const request = { refundId, paymentId, reason: 'other', note: null, parts: everything, now } as const;
  const refund = refundIn(applyChanges(captured, requestRefund(captured, request)), refundId);
  const submitted = moveRefund(refund, 'submit', {}, now);
  expect(submitted).toMatchObject({ refund: { status: 'SUBMITTED', version: 2 } });
  const submit = { from: 'REQUESTED', to: 'SUBMITTED', event: 'submit' } as const;
  const fail = { from: 'SUBMITTED', to: 'FAILED', event: 'fail' } as const;
  expect(changeRefund(refund, [submit, fail], {}, now)).toMatchObject({ refund: { status: 'FAILED', version: 3 } });
  expect(changeRefund(refund, [], {}, now)).toMatchObject({ refund: { status: 'REQUESTED', version: 2 } });
});

test('a payment of an earlier version gets its bill, and no other does', () => {
  const old = { ...payment, bill: null };
  const other = { ...old, paymentId: newId() };
  const account = { ...opened, payments: [old, other] };
  expect(applyChanges(account, [{ kind: 'billed', paymentId, bill }]).payments).toEqual([payment, other]);
});
