/**
 * The services there are, and what each subscribes to: the broker's scopes, the callers of each log and the operations of the
 * event path follow from it. Topics rather than events, as events stand on operations and the logs are operations.
 */
const named = {
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
  users: [],
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
} as const;

export type ServiceName = keyof typeof named;
type Topic = `${ServiceName}.${string}`;

/** Services that tell users, who keep the audit trail, of their audited operations: all who have operations. */
type AuditedService = Exclude<ServiceName, 'gateway' | 'users'>;
export const auditedServices = (Object.keys(named) as ServiceName[]).filter(
  (service): service is AuditedService => service !== 'gateway' && service !== 'users',
);

type AuditTopic = { [Service in AuditedService]: `${Service}.${Service}-audit-recorded` }[AuditedService];
const auditTopics = auditedServices.map((service) => `${service}.${service}-audit-recorded` as AuditTopic);
const topics = { ...named, users: [...named.users, ...auditTopics] } as const;

export const subscriptions: Readonly<Record<ServiceName, readonly Topic[]>> = topics;

/** Topics that some service subscribes to. */
export const subscribedTopics: ReadonlySet<string> = new Set(Object.values(subscriptions).flat());

/** The gateway keeps no inbox: what it misses is found by a page's next read. The others pull what the broker lost. */
export type WithInbox = {
  [Service in ServiceName]: (typeof topics)[Service] extends readonly [] ? never : Service;
}[Exclude<ServiceName, 'gateway'>];
export const withInbox: readonly ServiceName[] = (Object.keys(topics) as ServiceName[]).filter(
  (service) => service !== 'gateway' && topics[service].length > 0,
);

type ProducerOf<Name> = Name extends `${infer Producer}.${string}` ? Producer : never;
/** Services whose log somebody reads. */
export type WithReaders = ProducerOf<(typeof topics)[WithInbox][number]>;

/** Who may read a producer's log. */
export const readersOf = (producer: ServiceName): readonly ServiceName[] =>
  withInbox.filter((service) => subscriptions[service].some((topic) => topic.startsWith(`${producer}.`)));
