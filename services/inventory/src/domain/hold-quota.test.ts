import { describe, expect, it } from '@jest/globals';
import type { Holder, ProductId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { quotaOf, type HoldQuotas } from './hold-quota.ts';
import { named } from './named.fixture.ts';
import { planHold } from './plan-hold.ts';
import type { Stock } from './stock.ts';

const quotas: HoldQuotas = {
  cart: { guest: 10, member: 50, buyer: 999 },
  guestNetwork: 30,
  guestsLeavePercent: 25,
};
const guest: Holder = { trust: 'guest', network: 'n'.repeat(22) };
const member: Holder = { trust: 'member' };
const product = named<ProductId>('p');

const stockOf = (onHand: number, reserved = 0): Stock => ({
  inventoryId: named('i'),
  productId: product,
  merchantId: named('m'),
  onHand,
  reserved,
  overdue: 0,
  listed: true,
  guestsHold: false,
  version: 1,
  lastUpdated: new Date(0),
});

/** What a cart that asks for so many is given, and why not more. */
function hold(holder: Holder, requested: number, { stock, own = 0, network = 0 }: Given) {
  const held = own === 0 ? [] : [{ reservationId: named<never>('r'), productId: product, quantity: own }];
  const { lines } = planHold([{ productId: product, quantity: requested }], held, new Map([[product, stock]]), {
    quota: (level, before) => quotaOf(holder, { stock: level, own: before, network }, quotas),
  });
  return { held: lines[0]?.held, quota: lines[0]?.quota };
}

interface Given {
  readonly stock: Stock;
  readonly own?: number;
  readonly network?: number;
}

describe('a quota of held units', () => {
  it('grows with trust: of 49 units, asked for 999', () => {
    const stock = stockOf(49);
    expect(hold(guest, 999, { stock })).toEqual({ held: 10, quota: { allowed: 10, by: 'cart' } });
    expect(hold(member, 999, { stock: stockOf(1000) })).toEqual({ held: 50, quota: { allowed: 50, by: 'cart' } });
    expect(hold({ trust: 'buyer' }, 999, { stock: stockOf(1000) })).toEqual({ held: 999, quota: undefined });
  });

  it('says nothing where stock is the limit', () => {
    expect(hold(member, 999, { stock: stockOf(49) })).toEqual({ held: 49, quota: undefined });
    expect(hold(guest, 9, { stock: stockOf(3) })).toEqual({ held: 3, quota: undefined });
  });

  it('counts all guests of a network together', () => {
    const stock = stockOf(100, 26);
    expect(hold(guest, 9, { stock, network: 26 })).toEqual({ held: 4, quota: { allowed: 4, by: 'network' } });
    expect(hold(guest, 9, { stock, network: 30 })).toEqual({ held: 0, quota: { allowed: 0, by: 'network' } });
    expect(hold(member, 9, { stock, network: 30 }).held).toBe(9);
  });

  it('keeps guests from the last quarter of a product', () => {
    expect(hold(guest, 9, { stock: stockOf(40, 25) })).toEqual({ held: 5, quota: { allowed: 5, by: 'product' } });
    expect(hold(guest, 9, { stock: stockOf(40, 38) })).toEqual({ held: 0, quota: { allowed: 0, by: 'product' } });
    expect(hold(guest, 1, { stock: stockOf(1) }).held).toBe(1);
  });

  const situations = fc
    .record({
      onHand: fc.nat(200),
      own: fc.nat(40),
      others: fc.nat(200),
      network: fc.nat(60),
      requested: fc.integer({ min: 1, max: 999 }),
    })
    .filter(({ onHand, own, others }) => own + others <= onHand);
  const holders = fc.constantFrom<Holder>(guest, member, { trust: 'buyer' });

  it('takes nothing away that is held, and never lets growth pass a limit', () => {
    fc.assert(
      fc.property(holders, situations, (holder, { onHand, own, others, network, requested }) => {
        const { held = 0 } = hold(holder, requested, { stock: stockOf(onHand, own + others), own, network });
        expect(held).toBeGreaterThanOrEqual(Math.min(own, requested));
        expect(held).toBeLessThanOrEqual(onHand - others);
        if (held <= own) return;
        expect(held).toBeLessThanOrEqual(quotas.cart[holder.trust]);
        if (holder.trust !== 'guest') return;
        expect(held + network).toBeLessThanOrEqual(quotas.guestNetwork);
        expect(onHand - others - held).toBeGreaterThanOrEqual(Math.floor(onHand / 4));
      }),
    );
  });

  it('gives those who are known better no less', () => {
    fc.assert(
      fc.property(situations, ({ onHand, own, others, network, requested }) => {
        const given = { stock: stockOf(onHand, own + others), own, network };
        const [a, b, c] = [guest, member, { trust: 'buyer' } as const].map(
          (holder) => hold(holder, requested, given).held ?? 0,
        );
        expect([a, b, c]).toEqual([a, b, c].toSorted((x = 0, y = 0) => x - y));
      }),
    );
  });
});
