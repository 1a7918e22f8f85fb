import { subscriptions, withInbox } from '@arcade/contracts';
import type { Facts } from './facts.ts';
import { isSql, type Schemas } from './messaging.ts';
import { cart, event, id, ids, insert, now, order, reservation, soon, step, taken } from './shop-rows.ts';

/** A small shop in which everything agrees: an order that is sold, one that waits, one that is cancelled. */
export function consistentShop(schemas: Schemas): {
  readonly statements: readonly string[];
  readonly facts: Facts;
} {
  const { carts, inventory, orders, payments } = schemas;
  const told = [
    event(orders, 1, 'orders.order-placed', ids.soldOrder, 1),
    event(orders, 2, 'orders.order-placed', ids.openOrder, 1),
    event(orders, 3, 'orders.order-placed', ids.cancelledOrder, 1),
    event(orders, 4, 'orders.order-confirmed', ids.soldOrder, 2),
    event(orders, 5, 'orders.order-cancelled', ids.cancelledOrder, 2),
  ];
  const shown = [
    event(orders, 6, 'orders.order-status-changed', ids.soldOrder, 1),
    event(orders, 7, 'orders.order-status-changed', ids.openOrder, 1),
    event(orders, 8, 'orders.order-status-changed', ids.cancelledOrder, 1),
    event(orders, 9, 'orders.order-status-changed', ids.soldOrder, 2),
    event(orders, 10, 'orders.order-status-changed', ids.cancelledOrder, 2),
  ];
  const money = [
    event(payments, 1, 'payments.payment-captured', ids.payment, 2),
    event(payments, 2, 'payments.refund-succeeded', ids.refund, 1),
  ];
  const stock = event(inventory, 1, 'inventory.stock-changed', ids.product, 5, { quantitySellable: 6 });
  const expired = event(inventory, 2, 'inventory.reservation-expired', id(60), 1);
  const created = { eventId: id(70), topic: 'products.product-created' };
  const registered = [
    { eventId: id(71), topic: 'users.user-registered' },
    { eventId: id(72), topic: 'users.user-registered' },
  ];
  const logged = [...told, ...shown, ...money, stock, expired];
  const received = withInbox.flatMap((consumer) =>
    [...logged, created, ...registered]
      .filter(({ topic }) => subscriptions[consumer].some((one) => one === topic))
      .map((one) => ({ consumer, one })),
  );
  const statements = [
    ...logged.map(({ sql }) => sql),
    `UPDATE ${orders}.outbox_head SET last_seq = 10`,
    `UPDATE ${payments}.outbox_head SET last_seq = 2`,
    `UPDATE ${inventory}.outbox_head SET last_seq = 2`,
    ...received.flatMap(({ consumer, one }) => (isSql(consumer) ? [taken(schemas[consumer], one)] : [])),

    ...order(orders, ids.soldOrder, ids.closedCart, {
      status: 'CONFIRMED',
      stock: 'committed',
      settlement: 'none',
      version: 2,
      quantity: 2,
      payment_id: ids.payment,
      codes: '["SALE"]',
    }),
    step(orders, ids.soldOrder, 1, null, 'place', 'PENDING_PAYMENT'),
    step(orders, ids.soldOrder, 2, 'PENDING_PAYMENT', 'confirm', 'CONFIRMED'),
    ...order(orders, ids.openOrder, ids.lockedCart, {
      status: 'PENDING_PAYMENT',
      stock: 'reserved',
      settlement: 'none',
      version: 1,
      quantity: 1,
    }),
    step(orders, ids.openOrder, 1, null, 'place', 'PENDING_PAYMENT'),
    ...order(orders, ids.cancelledOrder, ids.openCart, {
      status: 'CANCELLED',
      stock: 'released',
      settlement: 'settled',
      version: 2,
      quantity: 1,
    }),
    step(orders, ids.cancelledOrder, 1, null, 'place', 'PENDING_PAYMENT'),
    step(orders, ids.cancelledOrder, 2, 'PENDING_PAYMENT', 'cancel', 'CANCELLED'),
    insert(`${orders}.order_payments`, {
      payment_id: ids.payment,
      order_id: ids.soldOrder,
      status: 'CAPTURED',
      version: 2,
      amount: 2000,
      currency_code: 'USD',
      captured_amount: 2000,
      seen_at: now,
    }),
    insert(`${orders}.order_refunds`, {
      refund_id: ids.refund,
      order_id: ids.soldOrder,
      payment_id: ids.payment,
      amount: 500,
      succeeded: 1,
      version: 1,
    }),
    insert(`${orders}.idempotency_keys`, {
      user_id: ids.user,
      idempotency_key: 'k1',
      request_hash: 'h',
      status: 201,
      body: JSON.stringify({ orderId: ids.soldOrder }),
      claimed_until: now,
      created_at: now,
    }),

    cart(carts, ids.closedCart, { status: 'closed', order_id: ids.soldOrder }),
    cart(carts, ids.openCart, {
      status: 'open',
      open_user_id: ids.user,
      held_until: soon,
      last_order_id: ids.cancelledOrder,
    }),
    cart(carts, ids.lockedCart, {
      status: 'checkout',
      user_id: ids.merchant,
      open_user_id: ids.merchant,
      order_id: ids.openOrder,
    }),
    insert(`${carts}.cart_items`, {
      cart_id: ids.openCart,
      product_id: ids.product,
      cart_item_id: id(23),
      quantity: 1,
      unit_price: 1000,
      currency_code: 'USD',
      held: 1,
      added_at: now,
    }),
    insert(`${carts}.price_replica`, {
      product_id: ids.product,
      merchant_id: ids.merchant,
      name: 'Chair',
      price: 1000,
      currency_code: 'USD',
      status: 'approved',
      categories: '[]',
      version: 2,
    }),
    insert(`${carts}.promotions`, {
      promotion_id: ids.promotion,
      code: 'SALE',
      description: '',
      rule: '{}',
      scope: '{}',
      usage_limit: 1,
      usage_limit_per_user: 1,
      stackable: 0,
      active: 1,
      times_used: 1,
      created_at: now,
    }),
    insert(`${carts}.promotion_uses`, {
      promotion_id: ids.promotion,
      order_id: ids.soldOrder,
      user_id: ids.user,
      cart_id: ids.closedCart,
      used_at: now,
    }),

    insert(`${inventory}.inventory`, {
      product_id: ids.product,
      inventory_id: ids.product,
      merchant_id: ids.merchant,
      product_version: 2,
      quantity_available: 8,
      quantity_reserved: 2,
      version: 5,
      announced_version: 5,
      announce_due: 0,
      last_updated: now,
    }),
    insert(`${inventory}.stock_ledger`, {
      cause_id: 'first',
      product_id: ids.product,
      delta: 10,
      reason: 'adjusted',
      actor: 'test',
      at: now,
    }),
    insert(`${inventory}.stock_ledger`, {
      cause_id: `order:${ids.soldOrder}:commit:${ids.product}`,
      product_id: ids.product,
      delta: -2,
      reason: 'committed',
      actor: 'orders',
      at: now,
    }),
    reservation(inventory, 50, { order_id: ids.soldOrder, quantity_reserved: 2, status: 'COMMITTED' }),
    reservation(inventory, 51, { order_id: ids.openOrder, quantity_reserved: 1, status: 'ACTIVE' }),
    reservation(inventory, 52, { cart_id: ids.openCart, quantity_reserved: 1, status: 'ACTIVE' }),
    ...(
      [
        [ids.soldOrder, 'COMMITTED', null],
        [ids.openOrder, 'RESERVED', '2999-01-01'],
      ] as const
    ).map(([order_id, outcome, expires_at]) =>
      insert(`${inventory}.order_reservation`, {
        order_id,
        outcome,
        expires_at,
        shortages: '[]',
        version: 1,
        updated_at: now,
      }),
    ),
    insert(`${inventory}.cart_hold`, {
      cart_id: ids.openCart,
      cart_version: 1,
      closed: 0,
      expires_at: '2999-01-01',
      extensions_used: 0,
      version: 1,
      updated_at: now,
    }),

    insert(`${payments}.order_accounts`, { order_id: ids.soldOrder }),
    insert(`${payments}.payments`, {
      payment_id: ids.payment,
      order_id: ids.soldOrder,
      user_id: ids.user,
      attempt_no: 1,
      live_order_id: ids.soldOrder,
      amount: 2000,
      currency_code: 'USD',
      captured_amount: 2000,
      refunded_amount: 500,
      status: 'CAPTURED',
      provider_id: 'ch_1',
      bill: JSON.stringify({ lines: [{ orderItemId: ids.soldOrder, quantity: 2, paid: 2000 }], shipping: 0 }),
      version: 2,
      created_at: now,
      updated_at: now,
      moved_at: now,
    }),
    insert(`${payments}.status_history`, {
      id: id(42),
      subject: 'payment',
      subject_id: ids.payment,
      from_status: 'AUTHORIZED',
      to_status: 'CAPTURED',
      event: 'capture',
      actor: 'test',
      version: 2,
      at: now,
    }),
    insert(`${payments}.refunds`, {
      refund_id: ids.refund,
      payment_id: ids.payment,
      order_id: ids.soldOrder,
      user_id: ids.user,
      amount: 500,
      currency_code: 'USD',
      status: 'SUCCEEDED',
      reason: 'customer-request',
      order_lines: '[]',
      version: 1,
      created_at: now,
      updated_at: now,
      moved_at: now,
    }),
    insert(`${payments}.idempotency_keys`, {
      user_id: ids.user,
      idempotency_key: 'k2',
      request_hash: 'h',
      status: 201,
      body: JSON.stringify({ paymentId: ids.payment }),
      claimed_until: now,
      created_at: now,
    }),
  ];
  const facts: Facts = {
    facts_products: [[ids.product, ids.merchant, 1000, 'USD', 'approved', 2, 6, 5]],
    facts_shown: [[ids.product, 1000, 'USD', 6]],
    facts_users: [
      [ids.user, 1],
      [ids.merchant, 1],
    ],
    facts_authors: [
      [ids.user, 1],
      [ids.merchant, 1],
    ],
    facts_events: [
      ['products', created.eventId, created.topic, 1, 1],
      ...registered.map(({ eventId, topic }, index) => ['users', eventId, topic, index + 1, 1]),
    ],
    facts_pending: [],
    facts_inbox: received.flatMap(({ consumer, one }) => (isSql(consumer) ? [] : [[consumer, one.eventId, one.topic]])),
    facts_dead_letters: [],
    facts_charges: [['ch_1', ids.soldOrder, 'captured', 2000, 500, 'USD']],
    facts_answers: [
      ['order', ids.soldOrder, ids.user, null, 2000],
      ['payment', ids.payment, null, ids.soldOrder, 2000],
    ],
  };
  return { statements, facts };
}
