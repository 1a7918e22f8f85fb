import { describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { RefundId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { freshRun, nextStep } from './next-step.ts';
import { orderMachine } from './order-machine.ts';
import { anOrder, aPayment, later, payMs, someTime } from './order-samples.fixture.ts';
import type { Order, Reversal } from './order.ts';
import { graceMs, SagaModel, unitPrice, unitsOrdered, type Happening } from './saga-model.fixture.ts';

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 0, max: payMs / 2 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      outcome: fc.constantFrom(
        'AUTHORIZED' as const,
        'PROCESSING' as const,
        'REQUIRES_ACTION' as const,
        'FAILED' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bank' as const), approves: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constantFrom({ kind: 'receive' as const }, { kind: 'stock-expires' as const }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { kind: 'cancel' as const },
      { kind: 'cancel-unit' as const },
      { kind: 'process' as const },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      failAt: fc.integer({ min: 1, max: 6 }),
      answerLost: fc.boolean(),
    }),
  },
);
const worlds = fc.record({ soldOut: fc.boolean(), captureRefused: fc.boolean() });

/** Faults are over: the bank decides, events arrive, drivers run, deadlines pass. */
function heal(model: SagaModel): void {
  for (let round = 0; round < 4; round++) {
    model.run();
    model.decide(true);
    model.receive();
    model.run();
    model.now += payMs + graceMs;
  }
}

describe('the saga, whatever happens to calls, payments, clocks and shoppers', () => {
  it('comes to an end with money and stock where they belong', () => {
    fc.assert(
      fc.property(worlds, fc.array(happenings, { maxLength: 30 }), (world, story) => {
        const model = new SagaModel(world);
        for (const happening of story) model.happen(happening);
        heal(model);
        expect(model.captures).toBeLessThanOrEqual(1);
        if (model.order.status === 'CONFIRMED' || model.order.status === 'PROCESSING') {
          const kept = unitsOrdered - model.unitsBack;
          expect({ stock: model.stock, money: model.moneyHeld }).toEqual({
            stock: 'committed',
            money: kept * unitPrice,
          });
          expect(model.order.items[0]?.quantityCancelled).toBe(model.unitsBack);
        } else {
          expect(['CANCELLED', 'EXPIRED']).toContain(model.order.status);
          expect({ settlement: model.order.settlement, money: model.moneyHeld }).toEqual({
            settlement: 'settled',
            money: 0,
          });
          expect(['rejected', 'expired', 'released', 'restocked']).toContain(model.stock);
          if (model.stock === 'restocked') expect(model.unitsBack).toBe(unitsOrdered);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('takes only legal steps, and none once it has ended', () => {
    fc.assert(
      fc.property(worlds, fc.array(happenings, { maxLength: 30 }), (world, story) => {
        const model = new SagaModel(world);
        for (const happening of story) model.happen(happening);
        heal(model);
        for (const { from, event, to } of model.order.history) {
          if (from !== null) expect(orderMachine[from][event]).toBe(to);
        }
        const ended = model.order;
        model.happen({ kind: 'run', failAt: 99, answerLost: false });
        expect(model.order).toBe(ended);
      }),
    );
  });

  it('sells to whoever pays in time', () => {
    const pays = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 3 });
    fc.assert(
      fc.property(pays, (pauses) => {
        const model = new SagaModel({ soldOut: false, captureRefused: false });
        model.run();
        for (const ms of pauses) model.happen({ kind: 'time', ms });
        model.happen({ kind: 'pay', outcome: 'AUTHORIZED' });
        model.receive();
        model.run();
        expect(model).toMatchObject({ stock: 'committed', moneyHeld: 1000, order: { status: 'CONFIRMED' } });
      }),
    );
  });
});

describe('the next step', () => {
  const at = (ms: number) => ({ now: later(ms), graceMs });
  const reserved = (change: Partial<Order> = {}) => anOrder(undefined, { stock: 'reserved', ...change });
  const asked = { ...freshRun, answered: new Set(['ask-payment']) };

  it('waits for a payment until the deadline, then asks once more before the order expires', () => {
    expect(nextStep(reserved(), freshRun, at(0))).toEqual({ kind: 'wait', until: later(payMs) });
    expect(nextStep(reserved(), freshRun, at(payMs))).toMatchObject({ call: { name: 'ask-payment' } });
    expect(nextStep(reserved(), asked, at(payMs))).toEqual({ kind: 'move', event: 'expire' });
  });

  it('does not expire an order while its payment is being decided, up to a limit', () => {
    const deciding = reserved({ payments: [aPayment({ status: 'PROCESSING' })] });
    expect(nextStep(deciding, asked, at(payMs + graceMs - 1))).toMatchObject({ kind: 'retry' });
    expect(nextStep(deciding, asked, at(payMs + graceMs))).toEqual({ kind: 'move', event: 'expire' });
  });

  it('cancels when the shopper has no attempt left or the stock is gone', () => {
    const exhausted = reserved({ payments: [aPayment({ status: 'FAILED', attemptsLeft: 0 })] });
    expect(nextStep(exhausted, freshRun, at(0))).toMatchObject({
      event: 'cancel',
      reason: 'payment-attempts-exhausted',
    });
    expect(nextStep(anOrder(undefined, { stock: 'rejected' }), freshRun, at(0))).toMatchObject({
      reason: 'stock-lost',
    });
  });

  it('sells an expired order after all when it was paid and its units are still held', () => {
    const late = reserved({ status: 'EXPIRED', payments: [aPayment()] });
    expect(nextStep(late, asked, at(payMs))).toMatchObject({ call: { name: 'commit-stock' } });
    const paid = aPayment({ status: 'CAPTURED', capturedAmount: 1000 });
    const committed = { ...late, stock: 'committed' as const, payments: [paid] };
    expect(nextStep(committed, asked, at(payMs))).toEqual({ kind: 'move', event: 'confirm-late' });
  });

  it('gives the money back when the units of an expired order are gone', () => {
    const late = anOrder(undefined, { stock: 'released', status: 'EXPIRED', payments: [aPayment()] });
    expect(nextStep(late, asked, at(payMs))).toMatchObject({ call: { name: 'settle-payment' } });
  });

  it.each(['unknown', 'reserved', 'committed'] as const)(
    'closes the account of an ended order before its units go back, when its stock is %s',
    (stock) => {
      for (const status of ['CANCELLED', 'EXPIRED'] as const) {
        const step = (settlement: Order['settlement'], run = asked) =>
          nextStep(anOrder(undefined, { status, stock, settlement }), run, at(payMs));
        expect(step('open')).toMatchObject({ kind: 'call', call: { name: 'settle-payment' } });
        const unanswered = { ...asked, answered: new Set(['ask-payment', 'settle-payment']) };
        expect(step('open', unanswered)).toMatchObject({ kind: 'retry', call: { name: 'settle-payment' } });
        expect(step('closing')).toMatchObject({ kind: 'call', call: { name: 'release-stock' } });
        expect(step('settled')).toMatchObject({ kind: 'call', call: { name: 'release-stock' } });
      }
    },
  );

  it('confirms an order that costs nothing without a payment', () => {
    const free = anOrder([{ unitPrice: 700, discount: 700 }], { stock: 'committed' });
    expect(nextStep(free, freshRun, at(0))).toEqual({ kind: 'move', event: 'confirm' });
  });

  it('works off returns before it waits for the end of their window', () => {
    const item: Reversal = {
      reversalId: RefundId.parse(newId()),
      kind: 'return',
      lines: [],
      reason: 'broken',
      shipping: 0,
      refundAmount: 500,
      restocked: false,
      refund: 'open',
      createdAt: someTime,
    };
    const delivered = (reversals: readonly Reversal[]) =>
      anOrder(undefined, { status: 'DELIVERED', returnUntil: later(99), reversals });
    const step = (reversals: readonly Reversal[], ms = 0) => nextStep(delivered(reversals), freshRun, at(ms));
    expect(step([item])).toMatchObject({ call: { name: 'restock-reversal' } });
    expect(step([{ ...item, restocked: true }])).toMatchObject({ call: { name: 'refund-reversal' } });
    expect(step([{ ...item, restocked: true, refund: 'done' }])).toEqual({ kind: 'wait', until: later(99) });
    expect(step([], 99)).toEqual({ kind: 'move', event: 'complete' });
  });

  it('settles what was cancelled before by itself, and then the rest, which waits for no refund', () => {
    const reversal = (change: Partial<Reversal>): Reversal => ({
      reversalId: RefundId.parse(newId()),
      kind: 'cancellation',
      lines: [],
      reason: null,
      shipping: 0,
      refundAmount: 0,
      restocked: false,
      refund: 'open',
      createdAt: someTime,
      ...change,
    });
    const cancelled = (change: Partial<Reversal>, more: Partial<Order> = {}) =>
      anOrder(undefined, { status: 'CANCELLED', stock: 'committed', reversals: [reversal(change)], ...more });
    expect(nextStep(cancelled({}), freshRun, at(0))).toMatchObject({ call: { name: 'restock-reversal' } });
    const stocked = cancelled({ restocked: true });
    expect(nextStep(stocked, freshRun, at(0))).toMatchObject({ call: { name: 'refund-reversal' } });
    const asking = { ...freshRun, answered: new Set([`refund-reversal:${stocked.reversals[0]?.reversalId}`]) };
    expect(nextStep(stocked, asking, at(0))).toMatchObject({ call: { name: 'settle-payment' } });
    const rest = { ...stocked, settlement: 'settled', stock: 'restocked' } as const;
    expect(nextStep(rest, asking, at(0))).toMatchObject({ kind: 'retry', call: { name: 'refund-reversal' } });
  });
});
