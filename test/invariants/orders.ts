import type { Invariant } from './carts.ts';
import { stillLogged } from './still-logged.ts';

/** From, event, to: the order machine of the design. */
const legal = [
  ['PENDING_PAYMENT', 'confirm', 'CONFIRMED'],
  ['PENDING_PAYMENT', 'cancel', 'CANCELLED'],
  ['PENDING_PAYMENT', 'expire', 'EXPIRED'],
  ['EXPIRED', 'confirm-late', 'CONFIRMED'],
  ['CONFIRMED', 'process', 'PROCESSING'],
  ['CONFIRMED', 'cancel', 'CANCELLED'],
  ['PROCESSING', 'cancel', 'CANCELLED'],
  ['PROCESSING', 'ship', 'SHIPPED'],
  ['SHIPPED', 'deliver', 'DELIVERED'],
  ['DELIVERED', 'complete', 'COMPLETED'],
  ['DELIVERED', 'return', 'RETURNED'],
  ['COMPLETED', 'return', 'RETURNED'],
];
const legalRows = legal.map((row) => `(${row.map((word) => `'${word}'`).join(', ')})`).join(', ');

/** What must be true in the schema of orders at every moment. */
export const orderInvariants = (orders: string): readonly Invariant[] => [
  {
    name: 'an order changes its status only along the machine',
    sql: `SELECT order_id, old_status, event, new_status FROM ${orders}.order_status_history
      WHERE NOT (old_status IS NULL AND event = 'place' AND new_status = 'PENDING_PAYMENT')
        AND (old_status IS NULL OR (old_status, event, new_status) NOT IN (${legalRows}))`,
  },
  {
    name: 'the history of an order is one chain that ends in its status',
    sql: `SELECT o.order_id, o.status, h.old_status, h.new_status, h.version
      FROM ${orders}.orders o JOIN ${orders}.order_status_history h ON h.order_id = o.order_id
      LEFT JOIN ${orders}.order_status_history n ON n.order_id = h.order_id AND n.version = (
        SELECT MIN(f.version) FROM ${orders}.order_status_history f
        WHERE f.order_id = h.order_id AND f.version > h.version)
      WHERE h.new_status <> COALESCE(n.old_status, o.status) OR h.version > o.version`,
  },
  {
    name: 'an order has one beginning',
    sql: `SELECT o.order_id, COUNT(h.order_id) AS beginnings FROM ${orders}.orders o
      LEFT JOIN ${orders}.order_status_history h ON h.order_id = o.order_id AND h.event = 'place'
      GROUP BY o.order_id HAVING COUNT(h.order_id) <> 1`,
  },
  {
    name: 'a version of a cart became at most one order',
    sql: `SELECT cart_id, cart_version, COUNT(*) AS placed FROM ${orders}.orders
      GROUP BY cart_id, cart_version HAVING COUNT(*) > 1`,
  },
  {
    name: 'an answered request has the order it speaks of',
    sql: `SELECT k.user_id, k.idempotency_key FROM ${orders}.idempotency_keys k
      LEFT JOIN ${orders}.orders o ON o.order_id = SUBSTRING(k.body, 13, 36)
      WHERE k.body LIKE '{"orderId":"%' AND o.order_id IS NULL`,
  },
  {
    name: 'an order costs what its lines cost',
    sql: `SELECT o.order_id, o.subtotal_amount, o.discount_amount FROM ${orders}.orders o
      JOIN ${orders}.order_items i ON i.order_id = o.order_id
      GROUP BY o.order_id, o.subtotal_amount, o.discount_amount
      HAVING SUM(i.total_price) <> o.subtotal_amount OR SUM(i.discount) > o.discount_amount
        OR SUM(i.total_price <> i.unit_price * i.quantity) > 0`,
  },
  {
    name: 'every change of status was told with its version',
    sql: `SELECT h.order_id, h.version, h.new_status FROM ${orders}.order_status_history h
      LEFT JOIN ${orders}.outbox e ON e.aggregate_id = h.order_id AND e.aggregate_version = h.version
        AND e.topic = 'orders.order-status-changed'
      WHERE e.event_id IS NULL AND ${stillLogged('h.changed_at')}`,
  },
  {
    name: 'an order that is sold knows of its money and its stock',
    sql: `SELECT o.order_id, o.status, o.stock, o.payment_id FROM ${orders}.orders o
      LEFT JOIN ${orders}.order_payments p ON p.payment_id = o.payment_id AND p.captured_amount >= o.total_amount
      WHERE o.status NOT IN ('PENDING_PAYMENT', 'CANCELLED', 'EXPIRED')
        AND (o.stock <> 'committed' OR (o.total_amount > 0 AND p.payment_id IS NULL))`,
  },
  {
    name: 'what came back is not worth more than what was sold',
    sql: `SELECT o.order_id FROM ${orders}.orders o JOIN ${orders}.\`returns\` r ON r.order_id = o.order_id
      GROUP BY o.order_id, o.total_amount HAVING SUM(r.refund_amount) > o.total_amount`,
  },
  {
    name: 'a sleeping saga has nothing to do',
    sql: `SELECT o.order_id, o.status, o.stock, o.settlement FROM ${orders}.orders o
      JOIN ${orders}.saga s ON s.order_id = o.order_id
      WHERE s.next_attempt_at IS NULL AND (o.status = 'PENDING_PAYMENT'
        OR (o.status IN ('CANCELLED', 'EXPIRED')
          AND (o.settlement <> 'settled' OR o.stock IN ('unknown', 'reserved', 'committed')))
        OR EXISTS (SELECT 1 FROM ${orders}.\`returns\` r
          WHERE r.order_id = o.order_id AND (r.restocked = 0 OR r.refund = 'open')))`,
  },
];

/** What must be true once a shop is quiet: sagas go on in time. */
export const quietOrderInvariants = (orders: string): readonly Invariant[] => [
  {
    name: 'no saga is late',
    sql: `SELECT order_id, step, attempt, next_attempt_at FROM ${orders}.saga
      WHERE next_attempt_at < NOW(6) - INTERVAL 60 SECOND`,
  },
  {
    name: 'an order that came to nothing is settled',
    sql: `SELECT order_id, status, stock, settlement FROM ${orders}.orders
      WHERE status IN ('CANCELLED', 'EXPIRED')
        AND (settlement <> 'settled' OR stock IN ('unknown', 'reserved', 'committed'))`,
  },
];
