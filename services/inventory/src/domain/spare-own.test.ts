import { expect, it } from '@jest/globals';
import type { ProductId } from '@arcade/contracts';
import { named } from './named.fixture.ts';
import type { StoredReservation } from './reservation.ts';
import { spareOwn } from './spare-own.ts';
import { sellable, type Stock } from './stock.ts';

const apple = named<ProductId>('apple');
const now = new Date('2026-01-01T12:00:00.000Z');
const stock: Stock = {
  inventoryId: named('i'),
  productId: apple,
  merchantId: named('m'),
  onHand: 10,
  reserved: 9,
  listed: true,
  guestsHold: false,
  overdue: 5,
  version: 1,
  lastUpdated: now,
};
const own = (quantity: number, expiresAt: Date): StoredReservation => ({
  reservationId: named(`r-${quantity}`),
  inventoryId: named('i'),
  productId: apple,
  quantity,
  owner: { kind: 'cart', cartId: named('c'), guestNetwork: null },
  status: 'ACTIVE',
  reservedAt: now,
  expiresAt,
  due: false,
});

it('own units that are overdue, to the millisecond, are not free for their owner', () => {
  const seen = spareOwn(new Map([[apple, stock]]), [own(2, now), own(3, new Date(now.getTime() + 1))], now).get(apple);
  expect(seen?.overdue).toBe(3);
  expect(seen && sellable(seen)).toBe(4);
});

it('others’ stock is as it is', () => {
  const shelf = new Map([[apple, stock]]);
  expect(spareOwn(shelf, [own(2, new Date(now.getTime() + 1))], now)).toBe(shelf);
});
