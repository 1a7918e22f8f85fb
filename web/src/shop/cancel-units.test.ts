import { describe, expect, it } from '@jest/globals';
import type { Order } from '@arcade/contracts';
import { countUnits, isWhole, linesOf, moneyBack, mostToCancel, stillPossible, unitsToCancel } from './cancel-units.ts';

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
type Item = Order['items'][number];

const item = (orderItemId: string, quantity: number, total: number, change: Partial<Item> = {}): Item =>
  ({
    orderItemId,
    quantity,
    totalPrice: usd(total),
    discount: usd(0),
    quantityCancelled: 0,
    allowedActions: [{ action: 'cancel', quantity }],
    ...change,
  }) as Item;

const orderOf = (items: readonly Item[], change: Partial<Order> = {}): Order =>
  ({
    items,
    totals: { total: usd(items.reduce((sum, { totalPrice }) => sum + totalPrice.amount, 500)) },
    refundedAmount: usd(0),
    refunds: [],
    reversals: [],
    ...change,
  }) as unknown as Order;

const refund = (orderItemId: string, quantity: number, amount: number, refundId = 'refund') =>
  ({
    refundId,
    amount: usd(amount),
    succeeded: true,
    lines: [{ orderItemId, quantity, amount: usd(amount) }],
  }) as never;
const open = (orderItemId: string, quantity: number, reversalId = 'open') =>
  ({ reversalId, refund: 'open', lines: [{ orderItemId, quantity, stock: 'restock' }] }) as never;

describe('the units of an order that can be cancelled', () => {
  const sent = item('sent', 2, 2000, { allowedActions: [{ action: 'return', quantity: 2 }] });
  const order = orderOf([item('chairs', 3, 3000), sent, item('lamp', 1, 900)]);

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
    const later = orderOf([item('chairs', 3, 3000, { allowedActions: [{ action: 'cancel', quantity: 1 }] }), sent]);
    expect([...stillPossible(later, unitsToCancel(order))]).toEqual([['chairs', 1]]);
  });

  it('are sent without the lines of which none was chosen', () => {
    const chosen = unitsToCancel(order, 'chairs');
    expect([linesOf(chosen), countUnits(chosen)]).toEqual([[{ orderItemId: 'chairs', quantity: 3 }], 3]);
  });

  it('are the whole order when nothing stays', () => {
    const chosen = new Map([['chairs', 3]]);
    expect(isWhole(order, chosen)).toBe(false);
    expect(isWhole(orderOf([item('chairs', 3, 3000)]), chosen)).toBe(true);
    expect(isWhole(orderOf([item('chairs', 4, 4000, { quantityCancelled: 1 })]), chosen)).toBe(true);
    expect(isWhole(orderOf([item('chairs', 4, 4000)]), chosen)).toBe(false);
  });
});

describe('the money of units that are cancelled', () => {
  const chairs = item('chairs', 3, 1100, { discount: usd(100) });
  const lamp = item('lamp', 1, 900);
  const units = (count: number) => new Map([['chairs', count]]);

  it.each([
    ['one of three, after the discount', orderOf([chairs, lamp]), units(1), 333],
    ['two of three', orderOf([chairs, lamp]), units(2), 667],
    ['a line as a whole', orderOf([chairs, lamp]), units(3), 1000],
    ['none', orderOf([chairs, lamp]), units(0), 0],
    [
      'the next one after one went back',
      orderOf([chairs, lamp], { refunds: [refund('chairs', 1, 333)] }),
      units(1),
      334,
    ],
    [
      'the next one while another is on its way',
      orderOf([chairs, lamp], { reversals: [open('chairs', 1)] }),
      units(1),
      334,
    ],
    [
      'a unit whose money went back by hand',
      orderOf([lamp, chairs], { refunds: [refund('lamp', 0, 700)] }),
      new Map([['lamp', 1]]),
      200,
    ],
    [
      'a line that has nothing left',
      orderOf([chairs, lamp], { refunds: [refund('lamp', 1, 900)] }),
      new Map([['lamp', 1]]),
      0,
    ],
  ])('is that of %s', (_, order, chosen, amount) => {
    expect(moneyBack(order, chosen)).toEqual(usd(amount));
  });

  it('is counted once for a refund that is on its way and written down already', () => {
    const order = orderOf([chairs, lamp], {
      refunds: [refund('chairs', 1, 333, 'same')],
      reversals: [open('chairs', 1, 'same')],
    });
    expect(moneyBack(order, units(1))).toEqual(usd(334));
  });

  it('is all that is left with the last unit, shipping included', () => {
    const all = new Map([
      ['chairs', 3],
      ['lamp', 1],
    ]);
    const order = orderOf([item('chairs', 3, 1000), lamp]);
    expect(moneyBack(order, all)).toEqual(usd(2400));
    expect(moneyBack({ ...order, refundedAmount: usd(400) }, all)).toEqual(usd(2000));
    const rest = orderOf([item('chairs', 3, 1000, { quantityCancelled: 1 }), lamp], { reversals: [open('chairs', 1)] });
    expect(moneyBack(rest, new Map([...all, ['chairs', 2]]))).toEqual(usd(2400 - 333));
  });
});
