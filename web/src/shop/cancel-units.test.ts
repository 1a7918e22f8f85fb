import { describe, expect, it } from '@jest/globals';
import type { Order } from '@arcade/contracts';
import { countUnits, isWhole, linesOf, mostToCancel, stillPossible, unitsToCancel } from './cancel-units.ts';

type Item = Order['items'][number];

const item = (orderItemId: string, quantity: number, change: Partial<Item> = {}): Item =>
  ({
    orderItemId,
    quantity,
    quantityCancelled: 0,
    allowedActions: [{ action: 'cancel', quantity }],
    ...change,
  }) as Item;

const orderOf = (...items: readonly Item[]) => ({ items }) as unknown as Order;

describe('the units of an order that can be cancelled', () => {
  const sent = item('sent', 2, { allowedActions: [{ action: 'return', quantity: 2 }] });
  const order = orderOf(item('chairs', 3), sent, item('lamp', 1));

  it('are those that the order allows', () => {
    expect(order.items.map(mostToCancel)).toEqual([3, 0, 1]);
    expect([...unitsToCancel(order)]).toEqual([
      ['chairs', 3],
      ['lamp', 1],
    ]);
    expect([...unitsToCancel(order, 'lamp')]).toEqual([
      ['chairs', 0],
      ['lamp', 1],
    ]);
  });

  it('are fewer when some were sent meanwhile', () => {
    const later = orderOf(item('chairs', 3, { allowedActions: [{ action: 'cancel', quantity: 1 }] }), sent);
    expect([...stillPossible(later, unitsToCancel(order))]).toEqual([['chairs', 1]]);
  });

  it('are sent without the lines of which none was chosen', () => {
    const chosen = unitsToCancel(order, 'chairs');
    expect([linesOf(chosen), countUnits(chosen)]).toEqual([[{ orderItemId: 'chairs', quantity: 3 }], 3]);
  });

  it('are the whole order when nothing stays', () => {
    const chosen = new Map([['chairs', 3]]);
    expect(isWhole(order, chosen)).toBe(false);
    expect(isWhole(orderOf(item('chairs', 3)), chosen)).toBe(true);
    expect(isWhole(orderOf(item('chairs', 4, { quantityCancelled: 1 })), chosen)).toBe(true);
    expect(isWhole(orderOf(item('chairs', 4)), chosen)).toBe(false);
  });
});
