import { describe, expect, it } from '@jest/globals';
import type { CartId, ProductId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { giveWay, yieldableUnits, type GuestHold } from './give-way.ts';
import { named } from './named.fixture.ts';
import { planHold } from './plan-hold.ts';
import type { StoredReservation } from './reservation.ts';

const products = [named<ProductId>('p1'), named<ProductId>('p2')];
const until = new Date('2026-05-01T12:15:00Z');

/** A guest's cart that holds so many of each product, since then. */
function guestWith(id: string, quantities: readonly number[], minute = 0): GuestHold {
  const cartId = named<CartId>(id);
  const rows = quantities.flatMap((quantity, index): StoredReservation[] => {
    const productId = products[index];
    if (productId === undefined || quantity === 0) return [];
    return [
      {
        reservationId: named(`${id}-${productId}`),
        inventoryId: named('i'),
        productId,
        quantity,
        owner: { kind: 'cart', cartId, guestNetwork: 'n'.repeat(22) },
        status: 'ACTIVE',
        reservedAt: new Date(Date.UTC(2026, 4, 1, 12, minute)),
        expiresAt: until,
        due: false,
      },
    ];
  });
  const cart = { cartId, cartVersion: 3, closed: false, expiresAt: until, due: false, extensionsUsed: 2, version: 7 };
  return { cart, rows };
}

describe('guests who give way', () => {
  const [p1 = named<ProductId>('')] = products;

  it('do so from the one who came last, with no more units than are needed', () => {
    const guests = [guestWith('first', [4], 1), guestWith('last', [3], 2)];
    const changes = giveWay(guests, new Map([[p1, 5]]));
    expect(changes.ended).toMatchObject([{ reservationId: 'last-p1', to: 'RELEASED' }]);
    expect(changes.kept).toMatchObject([{ reservationId: 'first-p1', quantity: 2 }]);
    expect(changes.carts?.map(({ value }) => value)).toMatchObject([
      { cartId: 'first', version: 8, expiresAt: until, extensionsUsed: 2 },
      { cartId: 'last', version: 8, expiresAt: null, extensionsUsed: 0, closed: false },
    ]);
    expect(changes.events?.map(({ payload }) => payload)).toMatchObject([
      { cartId: 'first', lines: [{ productId: 'p1', quantity: 2 }] },
      { cartId: 'last', lines: [{ productId: 'p1', quantity: 3 }] },
    ]);
  });

  it('keep what is not asked for, and nothing happens when nothing is', () => {
    const changes = giveWay([guestWith('g', [1, 2])], new Map([[p1, 1]]));
    expect(changes.carts?.[0]?.value).toMatchObject({ expiresAt: until });
    expect(changes.ended).toHaveLength(1);
    expect(giveWay([guestWith('g', [1, 2])], new Map())).toMatchObject({ carts: [], ended: [], kept: [], deltas: [] });
  });

  it('give exactly what the one who takes them is short of', () => {
    const guests = fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.nat(59)), { maxLength: 6 });
    const situation = fc.record({ guests, free: fc.nat(5), wanted: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(situation, ({ guests: given, free, wanted }) => {
        const holds = given.map(([a, b, minute], index) => guestWith(`g${index}`, [a, b], minute));
        const theirs = given.reduce((sum, [units]) => sum + units, 0);
        const level = {
          inventoryId: named<never>('i'),
          productId: p1,
          merchantId: named<never>('m'),
          onHand: free + theirs,
          reserved: theirs,
          overdue: 0,
          listed: true,
          guestsHold: theirs > 0,
          version: 1,
          lastUpdated: until,
        };
        const plan = planHold([{ productId: p1, quantity: wanted }], [], new Map([[p1, level]]), {
          yieldable: yieldableUnits(holds),
        });
        const changes = giveWay(holds, plan.toYield);
        const taken = (changes.deltas ?? []).reduce((sum, { reserved }) => sum - reserved, 0);
        const held = plan.lines[0]?.held ?? 0;
        expect(held).toBe(Math.min(wanted, free + theirs));
        expect(taken).toBe(Math.max(0, held - free));
      }),
    );
  });
});
