import { expect, it } from '@jest/globals';
import type { CartId, CartItemId, OrderId, UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { aProduct } from './cart-samples.fixture.ts';
import { emptyCart, holdsAreSettled, type Cart } from './cart.ts';
import { addItem, extendHolds, type CartDecision } from './change-cart.ts';
import { lockForOrder } from './checkout.ts';
import { followOrder, releaseLease } from './follow-order.ts';

const now = new Date('2026-05-01T12:00:00Z');
const orderId = newId<OrderId>();
const product = aProduct();
const empty = emptyCart({ cartId: newId<CartId>(), userId: newId<UserId>(), guestTokenHash: null }, now, 1000);
const terms = { leaseMs: 60_000, rates: new Map(), shopCurrency: 'USD', exhausted: new Set<string>() };

/** A cart, its writes on their way to inventory, and what inventory makes of them. */
class World {
  cart: Cart = empty;
  /** Versions; each may arrive at any time, and again. */
  readonly writes: number[] = [];
  /** Inventory's own record: writes older than the last, or of a version that was taken over, hold nothing. */
  stock = { version: 0, closed: false, held: false };
  /** The version the order was placed from. */
  ordered: number | undefined;

  apply(decision: CartDecision | undefined): void {
    if (decision === undefined) return;
    const { cart } = decision;
    if (cart.holdVersion !== this.cart.holdVersion && cart.status === 'open') this.writes.push(cart.version);
    this.cart = cart;
  }

  arrives(version: number, answerComesBack: boolean): void {
    const { stock, cart } = this;
    const stale = version < stock.version || (version === stock.version && stock.closed);
    if (!stale) this.stock = { version, closed: false, held: true };
    const living = cart.status === 'open' || cart.status === 'checkout';
    if (answerComesBack && living && cart.holdVersion === version) this.cart = { ...cart, holdsDue: false };
  }

  /** As `checkoutCart` does it: settled first. */
  checkout(): void {
    if (this.cart.status !== 'open' || this.ordered !== undefined) return;
    if (!holdsAreSettled(this.cart)) this.arrives(this.cart.holdVersion, true);
    this.apply(lockForOrder(this.cart, orderId, terms));
    this.ordered = this.cart.version;
  }

  /** The order takes over what the cart holds. */
  reserve(): void {
    if (this.ordered !== undefined) this.stock = { ...this.stock, closed: true, held: false };
  }

  receive(kind: 'placed' | 'confirmed' | 'ended'): void {
    if (this.ordered === undefined) return;
    this.apply(followOrder(this.cart, { orderId, cartVersion: this.ordered, version: 1, kind }));
  }

  /** As `reconcileHolds` does it for carts that are over. */
  reconcile(): void {
    if (!this.cart.holdsDue || this.cart.holdVersion < this.stock.version) return;
    this.stock = { version: this.cart.holdVersion, closed: true, held: false };
  }
}

type Step = (world: World) => void;
const late = fc.tuple(fc.nat(), fc.boolean()).map(([pick, answered]): Step => {
  return (world) => {
    const version = world.writes[pick % Math.max(1, world.writes.length)];
    if (version !== undefined) world.arrives(version, answered);
  };
});
const step = fc.oneof(
  late,
  fc.constantFrom<Step>(
    (world) => world.cart.status === 'open' && world.apply(extendHolds(world.cart)),
    (world) => world.checkout(),
    (world) => world.apply(releaseLease(world.cart, orderId)),
    (world) => world.receive('placed'),
    (world) => world.receive('ended'),
  ),
);

it('nothing is held for a cart that was bought, whatever is late, lost or repeated', () => {
  let closed = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.array(step, { maxLength: 8 }), (before, between) => {
      const world = new World();
      world.apply(addItem(empty, { cartItemId: newId<CartItemId>(), product, quantity: 1 }, terms.rates));
      for (const each of before) each(world);
      world.checkout();
      world.reserve();
      for (const each of between) each(world);
      world.receive('confirmed');
      if (world.cart.status !== 'closed') return;
      closed++;
      world.reconcile();
      for (const version of world.writes) world.arrives(version, true);
      expect(world.stock.held).toBe(false);
    }),
    { numRuns: 2000 },
  );
  expect(closed).toBeGreaterThan(100);
});
