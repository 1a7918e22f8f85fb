import { describe, expect, it } from '@jest/globals';
import { moveOrder } from './move-order.ts';
import { orderMachine } from './order-machine.ts';
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

const allowed = ['confirm', 'cancel', 'expire'];

describe('the order machine', () => {
  it('has exactly the transitions of the design', () => {
    const listed = Object.entries(orderMachine).flatMap(([from, row]) =>
      Object.entries(row).map(([event, to]) => `${from} ${event} ${to}`),
    );
    expect(listed.toSorted()).toEqual(legal.toSorted());
  });

  it.each(['CANCELLED', 'RETURNED'] as const)('never leaves %s', (status) => {
    expect(orderMachine[status]).toEqual({});
  });

  it('moves an order as it says, and refuses everything else', () => {
    expect(moveOrder(anOrder(), { event: 'confirm', actor: 'system', at: later(5) }).status).toBe('CONFIRMED');
    expect(() => moveOrder(anOrder(), { event: 'ship', actor: 'ada', at: later(5) })).toThrow(
      expect.objectContaining({ code: 'illegal-transition', fields: { state: 'PENDING_PAYMENT', allowed } }),
    );
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
