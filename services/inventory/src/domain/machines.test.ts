import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { named } from './named.fixture.ts';
import {
  decideCommit,
  decideExpiry,
  decideRelease,
  orderMachine,
  toOrderReservation,
  type OrderOutcome,
  type OrderStep,
  type StoredOrder,
} from './order-reservation.ts';
import { reservationMachine } from './reservation-machine.ts';

const edgesOf = (machine: object) =>
  Object.entries(machine).flatMap(([from, events]) =>
    Object.entries(events as object).map(([event, to]) => `${from} ${event} ${to}`),
  );

it.each([
  [
    'reservation',
    reservationMachine,
    [
      'ACTIVE resize ACTIVE',
      'ACTIVE extend ACTIVE',
      'ACTIVE commit COMMITTED',
      'ACTIVE release RELEASED',
      'ACTIVE expire EXPIRED',
      'COMMITTED restock RESTOCKED',
    ],
  ],
  [
    'order',
    orderMachine,
    [
      'RESERVED commit COMMITTED',
      'RESERVED release RELEASED',
      'RESERVED expire EXPIRED',
      'COMMITTED restock RESTOCKED',
    ],
  ],
])('the %s table has exactly the transitions of the design', (_, machine, expected) => {
  expect(edgesOf(machine).toSorted()).toEqual(expected.toSorted());
});

const orderWith = (outcome: OrderOutcome, due = false): StoredOrder => ({
  orderId: named('0190a0a0-0000-7000-8000-000000000001'),
  outcome,
  due,
  expiresAt: new Date('2026-01-01T00:00:00Z'),
  shortages: [],
  version: 1,
});

describe('an order’s reservation', () => {
  const outcomes = fc.constantFrom(...(Object.keys(orderMachine) as OrderOutcome[]));
  const decisions = fc.array(fc.constantFrom(decideCommit, decideRelease, decideExpiry), { maxLength: 12 });

  it('takes only steps of the table, whatever is asked in whatever order', () => {
    fc.assert(
      fc.property(outcomes, fc.boolean(), decisions, (start, due, asked) => {
        let order = orderWith(start, due);
        for (const decide of asked) {
          const step: OrderStep | undefined = decide(order);
          if (step === undefined) continue;
          expect(orderMachine[order.outcome][step.event]).toBe(step.outcome);
          order = { ...order, outcome: step.outcome };
        }
      }),
    );
  });

  it('is decided once: the same question again changes nothing', () => {
    fc.assert(
      fc.property(outcomes, fc.boolean(), fc.constantFrom(decideCommit, decideExpiry), (start, due, decide) => {
        const step = decide(orderWith(start, due));
        if (step !== undefined) expect(decide(orderWith(step.outcome, due))).toBeUndefined();
      }),
    );
  });

  it('cannot be committed once its time is over, even before anybody has swept it', () => {
    expect(decideCommit(orderWith('RESERVED', true))).toEqual({ event: 'expire', outcome: 'EXPIRED' });
    expect(toOrderReservation(orderWith('RESERVED', true)).outcome).toBe('expired');
  });

  it('goes back to the shelf when it is released after the commit', () => {
    expect(decideRelease(orderWith('COMMITTED', true))).toEqual({ event: 'restock', outcome: 'RESTOCKED' });
  });

  it('does not expire before its time', () => {
    expect(decideExpiry(orderWith('RESERVED', false))).toBeUndefined();
    expect(toOrderReservation(orderWith('RESERVED', false))).toEqual({
      outcome: 'reserved',
      orderId: '0190a0a0-0000-7000-8000-000000000001',
      expiresAt: '2026-01-01T00:00:00.000Z',
    });
  });
});
