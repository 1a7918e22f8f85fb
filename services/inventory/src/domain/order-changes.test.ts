import { describe, expect, it } from '@jest/globals';
import type { OrderId, ProductId } from '@arcade/contracts';
import { named } from './named.fixture.ts';
import { changeOrder } from './order-changes.ts';
import type { OrderOutcome, StoredOrder } from './order-reservation.ts';
import { restockReturned } from './restock-returned.ts';
import type { StoredReservation } from './reservation.ts';
import { sumDeltas } from './stock.ts';

const orderId = named<OrderId>('order-1');
const [apple, pear] = [named<ProductId>('apple'), named<ProductId>('pear')];
const orderIn = (outcome: OrderOutcome): StoredOrder => ({
  orderId,
  outcome,
  due: false,
  expiresAt: new Date(0),
  shortages: [],
  version: 1,
});
const row = (productId: ProductId, quantity: number, status: StoredReservation['status']): StoredReservation => ({
  reservationId: named(`r-${productId}`),
  inventoryId: named(`i-${productId}`),
  productId,
  quantity,
  owner: { kind: 'order', orderId },
  status,
  reservedAt: new Date(0),
  expiresAt: new Date(0),
  due: false,
});
const active = [row(apple, 2, 'ACTIVE'), row(pear, 1, 'ACTIVE')];
const committed = [row(apple, 2, 'COMMITTED'), row(pear, 1, 'COMMITTED')];

describe('a commit', () => {
  const changes = changeOrder(
    orderIn('RESERVED'),
    active,
    { event: 'commit', outcome: 'COMMITTED' },
    { reason: 'paid' },
  );

  it('takes the units off the shelf and out of what is reserved', () => {
    expect(sumDeltas(changes.deltas ?? [])).toEqual([
      { productId: apple, onHand: -2, reserved: -2 },
      { productId: pear, onHand: -1, reserved: -1 },
    ]);
  });

  it('leaves a ledger entry for each product under a cause that can take effect once', () => {
    expect(changes.ledger?.map(({ causeId, delta }) => [causeId, delta])).toEqual([
      ['order:order-1:commit:apple', -2],
      ['order:order-1:commit:pear', -1],
    ]);
  });

  it('tells its lines with the next version of the order', () => {
    expect(changes.events).toMatchObject([
      { aggregate: { id: orderId, version: 2 }, payload: { orderId, lines: [{ productId: apple, quantity: 2 }, {}] } },
    ]);
  });
});

it('a release gives units back without touching the shelf', () => {
  const changes = changeOrder(orderIn('RESERVED'), active, { event: 'release', outcome: 'RELEASED' }, { reason: 'no' });
  expect(changes.deltas?.every(({ onHand }) => onHand === 0)).toBe(true);
  expect(changes.ledger).toEqual([]);
});

it('a restock leaves out what returns have put back already', () => {
  const returned = [
    { productId: apple, quantity: 1 },
    { productId: pear, quantity: 1 },
  ];
  const step = { event: 'restock', outcome: 'RESTOCKED' } as const;
  const changes = changeOrder(orderIn('COMMITTED'), committed, step, { reason: 'no', returned });
  expect(changes.deltas).toEqual([{ productId: apple, onHand: 1, reserved: 0 }]);
});

describe('returned units', () => {
  const locked = { order: orderIn('COMMITTED'), rows: committed };

  it('go back on the shelf under the cause of their return', () => {
    const lines = [
      { productId: apple, quantity: 1 },
      { productId: apple, quantity: 1 },
    ];
    const changes = restockReturned(locked, { returnId: 'ret', lines, returnedBefore: [] });
    expect(changes.deltas).toEqual([{ productId: apple, onHand: 2, reserved: 0 }]);
    expect(changes.ledger).toMatchObject([
      { causeId: 'order:order-1:return:ret:apple', delta: 2, reason: 'restocked' },
    ]);
  });

  it('cannot be more than were taken', () => {
    const lines = [{ productId: apple, quantity: 2 }];
    const returnedBefore = [{ productId: apple, quantity: 1 }];
    expect(() => restockReturned(locked, { returnId: 'ret', lines, returnedBefore })).toThrow('not out of stock');
  });

  it('need a committed order', () => {
    const lines = [{ productId: apple, quantity: 1 }];
    const reserved = { order: orderIn('RESERVED'), rows: active };
    expect(() => restockReturned(reserved, { returnId: 'ret', lines, returnedBefore: [] })).toThrow('not out of stock');
  });
});
