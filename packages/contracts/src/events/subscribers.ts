import type { ServiceName } from '../services.ts';

type Topic = `${ServiceName}.${string}`;

/**
 * Who subscribes to what: the broker's scopes and the callers of each log follow from it. Topics rather than events, as events
 * stand on operations and the logs are operations.
 */
export const subscriptions: Readonly<Record<ServiceName, readonly Topic[]>> = {
  gateway: [
    'users.session-revoked',
    'products.price-changed',
    'products.product-changed',
    'products.product-status-changed',
    'carts.cart-changed',
    'inventory.stock-changed',
    'orders.order-status-changed',
    'payments.payment-pending',
    'payments.payment-authorized',
    'payments.payment-captured',
    'payments.payment-failed',
    'payments.refund-succeeded',
  ],
  users: [
    'products.products-audit-recorded',
    'carts.carts-audit-recorded',
    'inventory.inventory-audit-recorded',
    'orders.orders-audit-recorded',
    'payments.payments-audit-recorded',
  ],
  products: [
    'users.user-registered',
    'users.user-changed',
    'inventory.stock-changed',
    'orders.order-confirmed',
    'orders.order-cancelled',
  ],
  carts: [
    'products.product-created',
    'products.product-changed',
    'products.price-changed',
    'products.product-status-changed',
    'inventory.reservation-expired',
    'inventory.reservation-released',
    'orders.order-confirmed',
    'orders.order-cancelled',
    'orders.order-expired',
  ],
  inventory: ['products.product-created', 'products.product-changed', 'products.product-status-changed'],
  orders: [
    'inventory.reservation-expired',
    'payments.payment-pending',
    'payments.payment-authorized',
    'payments.payment-captured',
    'payments.payment-failed',
    'payments.payment-voided',
    'payments.payment-disputed',
    'payments.refund-succeeded',
    'payments.refund-failed',
  ],
  payments: [],
};

/** Topics that some service subscribes to. */
export const subscribedTopics: ReadonlySet<string> = new Set(Object.values(subscriptions).flat());

/** The gateway keeps no inbox: what it misses is found by a page's next read. The others pull what the broker lost. */
const pulls = (service: ServiceName) => service !== 'gateway';

/** Who may read a producer's log. */
export const readersOf = (producer: ServiceName): readonly ServiceName[] =>
  (Object.keys(subscriptions) as ServiceName[]).filter(
    (service) => pulls(service) && subscriptions[service].some((topic) => topic.startsWith(`${producer}.`)),
  );
