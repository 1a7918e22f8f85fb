import { newId } from '@arcade/service-defaults';
/** Ids of the shop below; each is what its name says. */
export const id = (n: number) => `01900000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`;
export const ids = {
  user: id(1),
  merchant: id(2),
  product: id(3),
  /** Paid, partly refunded, made of `closedCart`. */
  soldOrder: id(10),
  /** Waits for its payment, locks `lockedCart`. */
  openOrder: id(11),
  cancelledOrder: id(12),
  closedCart: id(20),
  openCart: id(21),
  lockedCart: id(22),
  promotion: id(30),
  payment: id(40),
  refund: id(41),
} as const;

type Value = string | number | null;
type Columns = Readonly<Record<string, Value>>;
const text = (value: Value): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || value.startsWith('NOW(')) return String(value);
  return `'${value.replaceAll("'", "''")}'`;
};
/** A row as a statement. `NOW(…)` stays an expression. */
export const insert = (table: string, columns: Columns): string =>
  `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) VALUES (${Object.values(columns).map(text).join(', ')})`;

export const now = 'NOW(3)';
export const soon = 'NOW(3) + INTERVAL 10 MINUTE';

/** The next line of a service's log. */
export const event = (
  schema: string,
  seq: number,
  topic: string,
  aggregate: string,
  version: number,
  data: object = {},
) => {
  const eventId = newId<string>();
  return {
    eventId,
    topic,
    sql: insert(`${schema}.outbox`, {
      event_id: eventId,
      topic,
      type: topic,
      aggregate_id: aggregate,
      aggregate_version: version,
      data: JSON.stringify(data),
      occurred_at: now,
      seq,
      sent_at: now,
    }),
  };
};
export const taken = (schema: string, { eventId, topic }: { eventId: string; topic: string }) =>
  insert(`${schema}.inbox`, { event_id: eventId, topic, via: 'broker', received_at: now });

export const order = (schema: string, orderId: string, cartId: string, own: Columns) => {
  const quantity = Number(own['quantity']);
  const total = quantity * 1000;
  const { quantity: _quantity, ...columns } = own;
  return [
    insert(`${schema}.orders`, {
      order_id: orderId,
      number: orderId.slice(-8),
      user_id: ids.user,
      cart_id: cartId,
      cart_version: 1,
      subtotal_amount: total,
      discount_amount: 0,
      shipping_amount: 0,
      total_amount: total,
      currency_code: 'USD',
      codes: '[]',
      shipping_address: '{}',
      pay_until: soon,
      created_at: now,
      updated_at: now,
      ...columns,
    }),
    insert(`${schema}.order_items`, {
      order_item_id: orderId,
      order_id: orderId,
      line_no: 1,
      product_id: ids.product,
      merchant_id: ids.merchant,
      name: 'Chair',
      quantity,
      unit_price: 1000,
      total_price: total,
      discount: 0,
      quantity_shipped: 0,
      quantity_delivered: 0,
      quantity_returned: 0,
      created_at: now,
    }),
    insert(`${schema}.saga`, {
      order_id: orderId,
      step: 'rest',
      attempt: 0,
      next_attempt_at: own['status'] === 'PENDING_PAYMENT' ? soon : null,
      deadline_at: soon,
      claim_no: 0,
    }),
  ];
};

export const step = (
  schema: string,
  orderId: string,
  version: number,
  from: string | null,
  change: string,
  to: string,
) =>
  insert(`${schema}.order_status_history`, {
    status_history_id: `${orderId.slice(0, -4)}${version}${orderId.slice(-3)}`,
    order_id: orderId,
    old_status: from,
    new_status: to,
    event: change,
    actor: 'test',
    version,
    changed_at: now,
  });

export const cart = (schema: string, cartId: string, own: Columns) =>
  insert(`${schema}.carts`, {
    cart_id: cartId,
    user_id: ids.user,
    version: 1,
    revision: 1,
    code_count: 0,
    hold_version: 1,
    created_at: now,
    updated_at: now,
    expires_at: soon,
    ...own,
  });

export const reservation = (schema: string, n: number, own: Columns) =>
  insert(`${schema}.reservation`, {
    reservation_id: id(n),
    inventory_id: ids.product,
    product_id: ids.product,
    reserved_at: now,
    expires_at: '2999-01-01',
    ...own,
  });
