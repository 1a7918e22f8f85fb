import { describe, expect, it } from '@jest/globals';
import type { CartId, CartItemId, OrderId, OrderStatus, Quote, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { aProduct, aPromotion, cartOf } from './cart-samples.fixture.ts';
import { emptyCart, type Cart } from './cart.ts';
import { addItem, type CartDecision } from './change-cart.ts';
import { lockForOrder, price, quoteFor, requireForSale, withProducts } from './checkout.ts';
import { followAnswer, followOrder, releaseLease, type OrderNews } from './follow-order.ts';

const now = new Date('2026-05-01T12:00:00Z');
const userId = newId<UserId>();
const orderId = newId<OrderId>();
const terms = {
  leaseMs: 60_000,
  rates: new Map([['USD', { flat: 499, freeFrom: null }]]),
  shopCurrency: 'USD',
  exhausted: new Set<string>(),
};

const product = aProduct();
const filled = addItem(
  emptyCart({ cartId: newId<CartId>(), userId, guestTokenHash: null }, now, 1000),
  { cartItemId: newId<CartItemId>(), product, quantity: 2 },
  terms.rates,
).cart;
/** Inventory has followed. */
const open: Cart = { ...filled, holdsDue: false };
const request = { orderId, userId, cartVersion: open.version };
const locked = lockForOrder(open, orderId, terms).cart;
const firm = { ...locked, lockedUntil: null };
const news = (kind: OrderNews['kind'], version = 2): OrderNews => ({
  orderId,
  cartVersion: open.version,
  version,
  kind,
});

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('checking out', () => {
  it('locks the cart for the lease with a quote that adds up, in the same version', () => {
    expect(locked).toMatchObject({
      status: 'checkout',
      version: open.version,
      lockedUntil: new Date(now.getTime() + 60_000),
      quote: { cartVersion: open.version, totals: { subtotal: { amount: 2000 }, total: { amount: 2499 } } },
    });
  });

  it('gives the same quote again for the same order, even when the cart is closed', () => {
    expect(quoteFor(locked, request)).toBe(locked.quote);
    expect(quoteFor({ ...locked, status: 'closed' }, request)).toBe(locked.quote);
    expect(quoteFor(open, request)).toBeUndefined();
  });

  it('refuses other users, other orders, other versions and empty carts', () => {
    expect(codeOf(() => quoteFor(undefined, request))).toBe('not-found');
    expect(codeOf(() => quoteFor(open, { ...request, userId: newId<UserId>() }))).toBe('not-found');
    expect(codeOf(() => quoteFor(locked, { ...request, orderId: newId<OrderId>() }))).toBe('cart-locked');
    expect(codeOf(() => quoteFor(open, { ...request, cartVersion: open.version + 1 }))).toBe('cart-changed');
    expect(codeOf(() => quoteFor({ ...open, status: 'expired' }, request))).toBe('cart-changed');
    expect(codeOf(() => quoteFor({ ...open, lines: [] }, request))).toBe('cart-empty');
  });

  it('refuses products that are not for sale at this moment', () => {
    const lines = open.lines.map((line) => ({ ...line, product: { ...product, status: 'pending' as const } }));
    const productIds = [product.productId];
    expect(() => requireForSale({ ...open, lines })).toThrow(
      expect.objectContaining({ code: 'product-not-available', fields: { productIds } }),
    );
    expect(price({ ...open, lines }, terms.rates, 'USD')).toMatchObject({ subtotal: 0, total: 0 });
    expect(codeOf(() => requireForSale(open))).toBeUndefined();
    const yen = aProduct({ price: { amount: 5, currencyCode: 'JPY' } });
    const mixed = { ...open, lines: [...open.lines, ...cartOf({ userId, now }, [yen, 1]).lines] };
    expect(codeOf(() => requireForSale(mixed))).toBe('currency-mismatch');
  });

  it('looks at products as they are now, and at the others as they were', () => {
    const dearer = { ...product, price: { amount: 1500, currencyCode: 'USD' } };
    const lamp = aProduct();
    const cart = cartOf({ userId, now }, [product, 1], [lamp, 1]);
    const { lines } = withProducts(cart, new Map([[product.productId, dearer]]));
    expect(lines.map((line) => line.product)).toEqual([dearer, lamp]);
  });

  it('quotes each line, and uses the codes that take something off and are not used up', () => {
    const lamp = aProduct({ name: 'Lamp', price: { amount: 300, currencyCode: 'USD' } });
    const chairs = { productIds: [product.productId], categories: [] };
    const promotions = [
      aPromotion({ code: 'CHAIRS', scope: chairs }),
      aPromotion({ code: 'GONE' }),
      aPromotion({ code: 'OVER', endsAt: now }),
    ];
    const cart = { ...cartOf({ userId, now }, [product, 2], [lamp, 3]), promotions };
    const decision = lockForOrder(cart, orderId, { ...terms, exhausted: new Set(['GONE']) });
    const usd = (amount: number) => ({ amount, currencyCode: 'USD' });
    expect(decision.cart.quote).toMatchObject({
      codes: ['CHAIRS'],
      lines: [
        { productId: product.productId, quantity: 2, totalPrice: usd(2000), discount: usd(200) },
        { productId: lamp.productId, quantity: 3, totalPrice: usd(900), discount: usd(0) },
      ],
      totals: { subtotal: usd(2900), discount: usd(200), shipping: usd(499), total: usd(3199) },
    });
  });
});

describe('following an order', () => {
  it('makes the lease firm when the order is placed, once', () => {
    expect(followOrder(locked, news('placed'))?.cart.lockedUntil).toBeNull();
    expect(followOrder(firm, news('placed'))).toBeUndefined();
  });

  it('closes the cart when the order is confirmed, whether or not the event of placing came', () => {
    for (const cart of [locked, firm]) {
      expect(followOrder(cart, news('confirmed'))).toMatchObject({
        cart: { status: 'closed', version: open.version + 1, heldUntil: null },
        news: 'closed',
      });
    }
  });

  it('asks inventory for nothing when the order had taken over all that the cart held', () => {
    for (const cart of [locked, firm]) {
      const decision = followOrder(cart, news('confirmed'));
      expect([decision?.cart.holdsDue, decision?.settles]).toEqual([false, undefined]);
    }
  });

  it('gives back what a closed cart may hold when it was not locked by the order, or a hold is not settled', () => {
    const released = applied(locked, releaseLease(locked, orderId));
    const reopened = applied(firm, followOrder(firm, news('ended')));
    const moving = { ...firm, movesFrom: newId<CartId>() };
    for (const cart of [open, released, reopened, { ...firm, holdsDue: true }, moving]) {
      expect(followOrder(cart, news('confirmed'))).toMatchObject({
        cart: { status: 'closed', holdVersion: cart.version + 1, holdsDue: true },
      });
    }
    const other = { ...news('confirmed'), cartVersion: open.version - 1 };
    expect(followOrder(firm, other)).toMatchObject({ cart: { status: 'closed', holdsDue: true } });
  });

  it('opens the cart again in a new version when the order is cancelled or expires', () => {
    expect(followOrder(firm, news('ended'))).toMatchObject({
      cart: { status: 'open', orderId: null, version: open.version + 1, heldUntil: now },
      news: 'reopened',
    });
  });

  it('follows the order of its version, too, when another had the cart meanwhile and gave it back', () => {
    const other = newId<OrderId>();
    const released = applied(locked, releaseLease(locked, orderId));
    const again = lockForOrder(released, other, terms).cart;
    const givenBack = applied(again, releaseLease(again, other));
    expect(givenBack).toMatchObject({ status: 'open', version: open.version, lastOrderId: other });
    const ended = applied(givenBack, followOrder(givenBack, news('ended')));
    expect(ended).toMatchObject({ status: 'open', version: open.version + 1 });
    expect(followOrder(ended, news('ended'))?.cart).toBe(ended);
    expect(followOrder(givenBack, news('placed'))?.cart).toMatchObject({ status: 'checkout', orderId });
    expect(followOrder(givenBack, news('confirmed'))?.cart).toMatchObject({ status: 'closed', orderId });
    expect(followOrder(again, news('ended'))?.cart).toBe(again);
  });

  it('closes a cart given back by an expired order that is paid for after all, unless it has changed', () => {
    const reopened = applied(firm, followOrder(firm, news('ended')));
    expect(followOrder(reopened, news('confirmed'))).toMatchObject({
      cart: { status: 'closed' },
      settles: { orderId, lives: true },
    });
    const later = { ...reopened, version: reopened.version + 1 };
    const ordered = lockForOrder(reopened, newId<OrderId>(), terms).cart;
    for (const cart of [later, ordered, { ...reopened, lastOrderId: newId<OrderId>() }]) {
      expect(followOrder(cart, news('confirmed'))).toEqual({ cart, settles: { orderId, version: 2, lives: true } });
    }
  });

  it('locks a cart whose lease had run out when the order turns up late', () => {
    const released = applied(locked, releaseLease(locked, orderId));
    expect(released).toMatchObject({ status: 'open', version: open.version });
    expect(releaseLease(locked, orderId)?.settles).toEqual({ orderId, version: 0, lives: false });
    expect(followOrder(released, news('placed'))).toMatchObject({
      cart: { status: 'checkout', lockedUntil: null },
      settles: { orderId, lives: true },
    });
  });

  it('releases only the lease of the order that asks, and nothing that is firm', () => {
    expect(releaseLease(locked, newId<OrderId>())).toBeUndefined();
    expect(releaseLease(firm, orderId)).toBeUndefined();
    expect(releaseLease(open, orderId)).toBeUndefined();
  });

  it('ends up the same whatever comes twice or too late', () => {
    const kinds = fc.constantFrom('placed' as const, 'ended' as const, 'confirmed' as const);
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 8 }), (repeats) => {
        const closed = applied(firm, followOrder(firm, news('confirmed')));
        const afterwards = repeats.reduce((cart, kind) => applied(cart, followOrder(cart, news(kind))), closed);
        expect(afterwards).toEqual(closed);
        const reopened = applied(firm, followOrder(firm, news('ended')));
        const late = repeats.filter((kind) => kind !== 'confirmed');
        expect(late.reduce((cart, kind) => applied(cart, followOrder(cart, news(kind))), reopened)).toEqual(reopened);
      }),
    );
  });
});

describe('the uses of an order’s codes', () => {
  const quote = { ...locked.quote, codes: ['TEN'] } as Quote;
  const other = { orderId: newId<OrderId>(), lastOrderId: newId<OrderId>(), version: open.version + 5 };
  const carts: readonly (readonly [string, Cart])[] = [
    ['locked by it', { ...firm, quote }],
    ['bought with it', { ...firm, status: 'closed', quote }],
    ['open again', { ...open, lastOrderId: orderId }],
    ['that has gone on', { ...open, ...other, orderId: null }],
    ['locked by another order', { ...firm, ...other }],
    ['that is over', { ...open, status: 'expired' }],
  ];

  it.each(carts)('follow it with a cart %s', (_case, cart) => {
    for (const kind of ['placed', 'confirmed', 'ended'] as const) {
      expect(followOrder(cart, news(kind, 7))?.settles).toEqual({ orderId, version: 7, lives: kind !== 'ended' });
    }
  });

  it('need no look when its quote names none', () => {
    for (const cart of [firm, { ...firm, status: 'closed' as const }]) {
      for (const kind of ['placed', 'confirmed', 'ended'] as const) {
        expect(followOrder(cart, news(kind))?.settles).toBeUndefined();
      }
    }
  });
});

describe('asking for the order that locks a cart', () => {
  const answer = (status: OrderStatus) => ({ status, version: 3 });

  it.each<[OrderStatus, Cart['status']]>([
    ['PENDING_PAYMENT', 'checkout'],
    ['CANCELLED', 'open'],
    ['EXPIRED', 'open'],
    ['CONFIRMED', 'closed'],
    ['RETURNED', 'closed'],
  ])('in %s leaves the cart in status %s', (status, expected) => {
    for (const cart of [locked, firm]) {
      const after = applied(cart, followAnswer(cart, orderId, answer(status)));
      expect(after).toMatchObject({ status: expected, lockedUntil: null });
    }
  });

  it('that there is not releases the lock when its lease is over, not before', () => {
    expect(followAnswer(locked, orderId, undefined)).toBeUndefined();
    expect(followAnswer(firm, orderId, undefined)).toBeUndefined();
    const over = { ...locked, lockedUntil: now };
    expect(followAnswer(over, orderId, undefined)).toMatchObject({ cart: { status: 'open', version: open.version } });
  });

  it('changes nothing when another order has the cart by now', () => {
    expect(followAnswer(firm, newId<OrderId>(), answer('CANCELLED'))).toBeUndefined();
    expect(followAnswer(open, orderId, answer('CANCELLED'))).toBeUndefined();
    const quote = { ...locked.quote, codes: ['TEN'] } as Quote;
    expect(followAnswer({ ...firm, quote }, orderId, answer('PENDING_PAYMENT'))).toBeUndefined();
    expect(followAnswer({ ...firm, quote, status: 'closed' }, orderId, answer('CONFIRMED'))).toBeUndefined();
  });
});

const applied = (cart: Cart, decision: CartDecision | undefined): Cart => decision?.cart ?? cart;
