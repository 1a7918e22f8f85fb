import { describe, expect, test } from '@jest/globals';
import { PaymentStatus, RefundStatus } from '@arcade/contracts';
import type { StateMachine } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { advancePayment, isOver, paymentMachine } from './payment-machine.ts';
import { holdsMoney, refundMachine } from './refund-machine.ts';
import { pathBetween } from './transition.ts';

const paymentEdges = [
  'CREATED→REQUIRES_ACTION',
  'CREATED→PROCESSING',
  'CREATED→FAILED',
  'CREATED→CANCELLED',
  'REQUIRES_ACTION→PROCESSING',
  'REQUIRES_ACTION→FAILED',
  'REQUIRES_ACTION→CANCELLED',
  'REQUIRES_ACTION→EXPIRED',
  'PROCESSING→AUTHORIZED',
  'PROCESSING→CAPTURED',
  'PROCESSING→FAILED',
  'AUTHORIZED→PARTIALLY_CAPTURED',
  'AUTHORIZED→CAPTURED',
  'AUTHORIZED→VOIDED',
  'AUTHORIZED→EXPIRED',
  'PARTIALLY_CAPTURED→CAPTURED',
  'CAPTURED→DISPUTED',
  'DISPUTED→CAPTURED',
  'DISPUTED→CHARGED_BACK',
];
const refundEdges = [
  'REQUESTED→SUBMITTED',
  'REQUESTED→CANCELLED',
  'SUBMITTED→SUCCEEDED',
  'SUBMITTED→FAILED',
  'FAILED→SUBMITTED',
  'SUCCEEDED→REVERSED',
];

const edgesOf = <State extends string, Event extends string>(machine: StateMachine<State, Event>) =>
  Object.entries(machine).flatMap(([from, events]) => Object.values(events as object).map((to) => `${from}→${to}`));

test.each([
  ['payment', edgesOf(paymentMachine), paymentEdges],
  ['refund', edgesOf(refundMachine), refundEdges],
])('the %s table has exactly the transitions of the design', (_, edges, expected) => {
  expect(edges.toSorted()).toEqual(expected.toSorted());
});

const statuses = fc.constantFrom(...PaymentStatus.options);
describe('news about a payment', () => {
  test('in any order and number end where the furthest reachable one leads, and never move it back', () => {
    fc.assert(
      fc.property(fc.array(statuses, { maxLength: 12 }), (news) => {
        let status: PaymentStatus = 'CREATED';
        for (const seen of news) {
          const path = advancePayment(status, seen);
          for (const step of path) {
            expect(step.from).toBe(status);
            expect(paymentMachine[step.from as PaymentStatus][step.event]).toBe(step.to);
            status = step.to;
          }
          expect(advancePayment(status, seen)).toEqual([]);
        }
      }),
    );
  });

  test('never change a final payment', () => {
    fc.assert(
      fc.property(
        statuses.filter((status) => isOver(status) || status === 'CHARGED_BACK'),
        statuses,
        (from, to) => expect(advancePayment(from, to)).toEqual([]),
      ),
    );
  });

  test('are dropped when they are older than what is known', () => {
    expect(advancePayment('CAPTURED', 'AUTHORIZED')).toEqual([]);
    expect(advancePayment('AUTHORIZED', 'REQUIRES_ACTION')).toEqual([]);
    expect(advancePayment('DISPUTED', 'CAPTURED')).toEqual([]);
  });

  test('may skip states, which are walked one by one', () => {
    expect(advancePayment('CREATED', 'AUTHORIZED').map(({ to }) => to)).toEqual(['PROCESSING', 'AUTHORIZED']);
  });
});

test('a refund counts against what was captured as long as its money has left or may leave', () => {
  expect(RefundStatus.options.filter(holdsMoney).toSorted()).toEqual(['REQUESTED', 'SUBMITTED', 'SUCCEEDED']);
});

test('a path that the table does not have is undefined', () => {
  expect(pathBetween(refundMachine, 'CANCELLED', 'SUCCEEDED')).toBeUndefined();
});
