import { describe, expect, it } from '@jest/globals';
import { DomainError, OrderStatus } from '@arcade/contracts';
import * as fc from 'fast-check';
import { moveOrder } from './move-order.ts';
import { nextStatus, orderMachine, type OrderEvent } from './order-machine.ts';
import { anOrder, later } from './order-samples.fixture.ts';

/** The table of the design, line by line. */
const legal = [
  'PENDING_PAYMENT confirm CONFIRMED',
  'PENDING_PAYMENT cancel CANCELLED',
  'PENDING_PAYMENT expire EXPIRED',
  'EXPIRED confirm-late CONFIRMED',
  'CONFIRMED process PROCESSING',
  'CONFIRMED cancel CANCELLED',
  'PROCESSING cancel CANCELLED',
  'PROCESSING ship SHIPPED',
  'SHIPPED deliver DELIVERED',
  'DELIVERED complete COMPLETED',
  'DELIVERED return RETURNED',
  'COMPLETED return RETURNED',
];
const events: readonly OrderEvent[] = [...new Set(legal.map((line) => line.split(' ')[1] as OrderEvent)), 'place'];

describe('the order machine', () => {
  it('has exactly the transitions of the design', () => {
    const listed = Object.entries(orderMachine).flatMap(([from, row]) =>
      Object.entries(row).map(([event, to]) => `${from} ${event} ${to}`),
    );
    expect(listed.toSorted()).toEqual(legal.toSorted());
  });

  it('either knows a pair of state and event or refuses it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OrderStatus.options), fc.constantFrom(...events), (from, event) => {
        const line = legal.find((one) => one.startsWith(`${from} ${event} `));
        if (line !== undefined) {
          expect(nextStatus(from, event)).toBe(line.split(' ')[2]);
          return;
        }
        expect(refusal(() => nextStatus(from, event))).toMatchObject({
          code: 'illegal-transition',
          fields: { state: from },
        });
      }),
    );
  });

  it.each(['CANCELLED', 'RETURNED'] as const)('never leaves %s', (status) => {
    expect(orderMachine[status]).toEqual({});
  });

  it('writes each change into the history', () => {
    const order = moveOrder(anOrder(), { event: 'cancel', actor: 'ada', reason: 'too late', at: later(5) });
    expect(order).toMatchObject({ status: 'CANCELLED', cancelReason: 'too late' });
    expect(order.history).toMatchObject([
      { from: null, to: 'PENDING_PAYMENT', event: 'place' },
      { from: 'PENDING_PAYMENT', to: 'CANCELLED', event: 'cancel', actor: 'ada', reason: 'too late', at: later(5) },
    ]);
  });
});

function refusal(work: () => unknown): DomainError {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('It was not refused');
}
