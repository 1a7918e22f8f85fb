import { reachedStep } from './follow-units.ts';
import type { OrderEvent } from './order-machine.ts';
import { moneyOf } from './order-statuses.ts';
import { cancelReasons, type Order, type Reversal } from './order.ts';

/** What the saga asks of others. Each may be repeated: the callee remembers by the order's id. */
export type SagaCall =
  | { readonly name: 'reserve-stock' }
  | { readonly name: 'ask-payment' }
  | { readonly name: 'commit-stock' }
  | { readonly name: 'capture-payment' }
  | { readonly name: 'settle-payment' }
  | { readonly name: 'release-stock' }
  | { readonly name: 'restock-reversal'; readonly item: Reversal }
  | { readonly name: 'refund-reversal'; readonly item: Reversal };

export type SagaStep =
  | { readonly kind: 'call'; readonly call: SagaCall }
  | { readonly kind: 'move'; readonly event: OrderEvent; readonly reason?: string }
  | { readonly kind: 'wait'; readonly until: Date }
  /** The answer was `not yet`: the same call again after a pause, and at the latest at a certain time. */
  | { readonly kind: 'retry'; readonly call: SagaCall; readonly by?: Date }
  | { readonly kind: 'done' };

/** What one run of the saga has found out beside the order's own facts. */
export interface RunMemory {
  /** Calls that were answered in this run. */
  readonly answered: ReadonlySet<string>;
  readonly captureRefused: boolean;
}

export const freshRun: RunMemory = { answered: new Set(), captureRefused: false };

export interface SagaTerms {
  /** The database's time. */
  readonly now: Date;
  /** How long after its deadline an order waits for a provider that is still deciding. */
  readonly graceMs: number;
}

/** What to do next for an order, given everything that is known: the whole saga. */
export function nextStep(order: Order, run: RunMemory, terms: SagaTerms): SagaStep {
  const { status } = order;
  switch (status) {
    case 'PENDING_PAYMENT':
      return stepToConfirmation(order, run, terms);
    case 'EXPIRED':
      return lateStep(order, run) ?? compensation(order, run);
    case 'CANCELLED':
      return cancelledStep(order, run);
    case 'CONFIRMED':
    case 'PROCESSING':
    case 'SHIPPED':
    case 'DELIVERED':
    case 'COMPLETED':
    case 'RETURNED':
      return followStep(order) ?? reversalStep(order, run) ?? windowStep(order, terms);
  }
}

const call = (sagaCall: SagaCall): SagaStep => ({ kind: 'call', call: sagaCall });
const move = (event: OrderEvent, reason?: string): SagaStep => ({
  kind: 'move',
  event,
  ...(reason === undefined ? {} : { reason }),
});

/** Stock first, then money: nothing is captured unless its units are off the shelf. */
function stepToConfirmation(order: Order, run: RunMemory, terms: SagaTerms): SagaStep {
  const overdue = terms.now >= order.payUntil;
  const money = moneyOf(order);
  switch (order.stock) {
    case 'unknown':
      return overdue ? giveUp(order, run, terms) : call({ name: 'reserve-stock' });
    case 'reserved':
      if (money === 'authorized' || money === 'captured') return again(run, { name: 'commit-stock' });
      if (money === 'exhausted') return move('cancel', cancelReasons.attemptsExhausted);
      return overdue ? giveUp(order, run, terms) : { kind: 'wait', until: order.payUntil };
    case 'committed':
      if (money === 'captured') return move('confirm');
      return run.captureRefused
        ? move('cancel', cancelReasons.paymentRefused)
        : again(run, { name: 'capture-payment' });
    case 'rejected':
    case 'expired':
    case 'released':
    case 'restocked':
      return overdue ? move('expire') : move('cancel', cancelReasons.stockLost);
  }
}

/** An order does not expire under a payment that its provider is deciding on, up to a limit. */
function giveUp(order: Order, run: RunMemory, { now, graceMs }: SagaTerms): SagaStep {
  const ask: SagaCall = { name: 'ask-payment' };
  if (!run.answered.has(ask.name)) return call(ask);
  const by = new Date(order.payUntil.getTime() + graceMs);
  return moneyOf(order) === 'in-progress' && now < by ? { kind: 'retry', call: ask, by } : move('expire');
}

/** An expired order whose account is still open may have been paid after all: if its units are still held, it is sold. */
function lateStep(order: Order, run: RunMemory): SagaStep | undefined {
  if (order.settlement !== 'open' || run.captureRefused) return undefined;
  if (!run.answered.has('ask-payment')) return call({ name: 'ask-payment' });
  const money = moneyOf(order);
  if (money !== 'authorized' && money !== 'captured') return undefined;
  if (order.stock === 'reserved') return again(run, { name: 'commit-stock' });
  if (order.stock !== 'committed') return undefined;
  return money === 'captured' ? move('confirm-late') : again(run, { name: 'capture-payment' });
}

/** The account is closed before the units go back, so that no money can come for goods that are gone. */
function compensation(order: Order, run: RunMemory): SagaStep {
  if (order.settlement === 'open') return again(run, { name: 'settle-payment' });
  if (order.stock === 'unknown' || order.stock === 'reserved' || order.stock === 'committed') {
    return again(run, { name: 'release-stock' });
  }
  return order.settlement === 'settled' ? { kind: 'done' } : again(run, { name: 'settle-payment' });
}

/** What was cancelled before the rest is first settled by itself; a refund of it that has to wait keeps nothing else waiting. */
function cancelledStep(order: Order, run: RunMemory): SagaStep {
  const parts = reversalStep(order, run);
  if (parts?.kind === 'call') return parts;
  const rest = compensation(order, run);
  return rest.kind === 'done' ? (parts ?? rest) : rest;
}

/** A command takes one step of the units' way; those that follow are taken here. */
function followStep(order: Order): SagaStep | undefined {
  const event = reachedStep(order);
  return event === undefined ? undefined : move(event);
}

/** Refunds in the order of their units: each draws on what those before have left. */
function reversalStep({ reversals }: Order, run: RunMemory): SagaStep | undefined {
  const unstocked = reversals.find(({ restocked }) => !restocked);
  if (unstocked !== undefined) return call({ name: 'restock-reversal', item: unstocked });
  const open = reversals.filter(({ refund }) => refund === 'open');
  const next = open.find((item) => !run.answered.has(nameOf({ name: 'refund-reversal', item }))) ?? open[0];
  return next === undefined ? undefined : again(run, { name: 'refund-reversal', item: next });
}

function windowStep({ status, returnUntil }: Order, { now }: SagaTerms): SagaStep {
  if (status !== 'DELIVERED' || returnUntil === null) return { kind: 'done' };
  return now >= returnUntil ? move('complete') : { kind: 'wait', until: returnUntil };
}

/** What was answered without a decision in this run is asked again in a later one. */
const again = (run: RunMemory, sagaCall: SagaCall): SagaStep =>
  run.answered.has(nameOf(sagaCall)) ? { kind: 'retry', call: sagaCall } : call(sagaCall);

/** Distinguishes the calls of one run. */
export const nameOf = (sagaCall: SagaCall): string =>
  'item' in sagaCall ? `${sagaCall.name}:${sagaCall.item.reversalId}` : sagaCall.name;

/** What the saga's row shows of where it stands. */
export const stepName = (step: SagaStep): string => {
  switch (step.kind) {
    case 'call':
    case 'retry':
      return step.call.name;
    case 'move':
      return step.event;
    case 'wait':
      return 'wait';
    case 'done':
      return 'done';
  }
};
