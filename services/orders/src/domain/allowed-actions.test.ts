import { describe, expect, it } from '@jest/globals';
import { DomainError, LineAction, OrderAction, OrderStatus } from '@arcade/contracts';
import * as fc from 'fast-check';
import { allowedActions, allowedOnLine } from './allowed-actions.ts';
import { givenUpBy } from './given-up.ts';
import { handlerOf } from './handling-samples.fixture.ts';
import { orderMachine } from './order-machine.ts';
import type { Order, OrderItem } from './order.ts';
import { anOrder } from './order-samples.fixture.ts';
import { act, deeds, handlers, perform, storyStart, type Deed, type StoryStart } from './order-story.fixture.ts';

/** Whether a command does something; refusals that are not about the state are mistakes of the test. */
function changes(order: Order, work: () => Order): boolean {
  try {
    return work() !== order;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'illegal-transition') return false;
    throw error;
  }
}

const starts = fc.constantFrom<StoryStart[]>(
  'PENDING_PAYMENT',
  'EXPIRED',
  'CONFIRMED',
  'PROCESSING',
  'SHIPPED',
  'DELIVERED',
);

/** The orders of a story, with those in which something was refused left out. */
function story(start: StoryStart, told: readonly Deed[]): readonly Order[] {
  let order = storyStart(start);
  return told.map((deed) => {
    const item = order.items[deed.line];
    const lines = item && [{ orderItemId: item.orderItemId, quantity: deed.quantity }];
    try {
      order = perform(order, deed, deed.quantity > 3 ? undefined : lines);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
    return order;
  });
}

describe('what is allowed', () => {
  it('is exactly what a command does, in every state that an order comes to', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(starts, deeds, (start, told) => {
        for (const order of story(start, told)) {
          seen.add(order.status);
          for (const handler of handlers) {
            const allowed = allowedActions(order, handler);
            const done = OrderAction.options.filter((action) => changes(order, () => act(order, action, handler)));
            expect(done.toSorted()).toEqual(allowed.toSorted());
          }
        }
      }),
      { numRuns: 400 },
    );
    const reached = ['CANCELLED', 'CONFIRMED', 'DELIVERED', 'PENDING_PAYMENT', 'PROCESSING', 'RETURNED', 'SHIPPED'];
    expect([...seen]).toEqual(expect.arrayContaining(reached));
  });

  it('is on each line exactly as many units as a command takes, and not one more', () => {
    fc.assert(
      fc.property(starts, deeds, (start, told) => {
        const order = story(start, told).at(-1) ?? storyStart(start);
        for (const item of order.items) {
          for (const action of LineAction.options) expect(most(order, item, action)).toBe(offered(order, item, action));
        }
      }),
      { numRuns: 400 },
    );
  });

  const takes = (order: Order, { orderItemId }: OrderItem, action: LineAction, quantity: number) =>
    changes(order, () => act(order, action, handlerOf(), [{ orderItemId, quantity }]));
  const most = (order: Order, item: OrderItem, action: LineAction): number => {
    const quantities = Array.from({ length: item.quantity + 1 }, (_, index) => index + 1);
    return quantities.findLast((quantity) => takes(order, item, action, quantity)) ?? 0;
  };
  const offered = (order: Order, item: OrderItem, action: LineAction): number =>
    allowedOnLine(order, item, handlerOf()).find((one) => one.action === action)?.quantity ?? 0;

  it('is named by the refusal, for whoever is refused', () => {
    const order = anOrder([{ quantity: 2 }], { status: 'CONFIRMED' });
    const buyer = { ...handlerOf(), may: ['cancel'] as const };
    const fieldsFor = (handler: typeof buyer | ReturnType<typeof handlerOf>) => {
      try {
        act(order, 'ship', handler);
      } catch (error) {
        return (error as DomainError).fields;
      }
      throw new Error('It was not refused');
    };
    expect(fieldsFor(handlerOf())).toMatchObject({ state: 'CONFIRMED', allowed: ['cancel', 'process'] });
    expect(fieldsFor(buyer)).toMatchObject({ allowed: ['cancel'] });
  });
});

describe('the units of an order, whatever becomes of it', () => {
  it('are each sent or cancelled, come back only after they went out, and are counted once', () => {
    fc.assert(
      fc.property(starts, deeds, (start, told) => {
        for (const order of story(start, told)) {
          for (const item of order.items) {
            const { quantity, quantityShipped, quantityDelivered, quantityReturned, quantityCancelled } = item;
            expect(quantityShipped + quantityCancelled).toBeLessThanOrEqual(quantity);
            expect(quantityDelivered).toBeLessThanOrEqual(quantityShipped);
            expect(quantityReturned).toBeLessThanOrEqual(quantityDelivered);
            if (order.status !== 'CANCELLED') expect(reversed(order, item)).toBe(quantityCancelled + quantityReturned);
            expect(lastCount(order, item)).toBeLessThanOrEqual(reversed(order, item));
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  const linesOf = ({ reversals }: Order, { orderItemId }: OrderItem) =>
    reversals.flatMap(({ lines }) => lines).filter((line) => line.orderItemId === orderItemId);
  const reversed = (order: Order, item: OrderItem) =>
    linesOf(order, item).reduce((sum, { quantity }) => sum + quantity, 0);
  const lastCount = (order: Order, { orderItemId }: OrderItem) =>
    order.reversals
      .flatMap((reversal) => givenUpBy(order, reversal).lines)
      .findLast((line) => line.orderItemId === orderItemId)?.givenUp ?? 0;

  it('move the order only along its machine', () => {
    fc.assert(
      fc.property(starts, deeds, (start, told) => {
        for (const { from, event, to } of story(start, told).at(-1)?.history.slice(1) ?? []) {
          if (from === null) throw new Error('An order begins once');
          expect(orderMachine[from][event]).toBe(to);
          expect(OrderStatus.options).toContain(to);
        }
      }),
    );
  });
});
