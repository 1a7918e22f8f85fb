import type { Invariant } from './carts.ts';
import type { Schemas } from './messaging.ts';
import { stillLogged } from './still-logged.ts';

/** What must be true of what one service keeps of another's facts, once the events have arrived. */
export const replicaInvariants = ({ carts, inventory, orders, payments }: Schemas): readonly Invariant[] => [
  {
    name: 'carts know each product as the catalogue has it',
    sql: `SELECT p.product_id, p.version, r.version AS known, p.price, r.price AS known_price
      FROM facts_products p LEFT JOIN ${carts}.price_replica r ON r.product_id = p.product_id
      WHERE r.product_id IS NULL OR r.version > p.version OR r.price <> p.price
        OR r.currency_code <> p.currency_code OR r.status <> p.status OR r.merchant_id <> p.merchant_id`,
  },
  {
    name: 'carts know no product that the catalogue does not have',
    sql: `SELECT r.product_id FROM ${carts}.price_replica r
      LEFT JOIN facts_products p ON p.product_id = r.product_id WHERE p.product_id IS NULL`,
  },
  {
    name: 'every product has its stock, and the stock its product and merchant',
    sql: `SELECT p.product_id, i.merchant_id FROM facts_products p
      LEFT JOIN ${inventory}.inventory i ON i.product_id = p.product_id
      WHERE i.product_id IS NULL OR i.merchant_id <> p.merchant_id`,
  },
  {
    name: 'the catalogue shows the stock that was announced last',
    sql: `SELECT p.product_id, p.available, p.available_version, i.announced_version, e.data FROM facts_products p
      JOIN ${inventory}.inventory i ON i.product_id = p.product_id
      LEFT JOIN ${inventory}.outbox e ON e.topic = 'inventory.stock-changed' AND e.aggregate_id = p.product_id
        AND e.aggregate_version = p.available_version
      WHERE p.available_version <> i.announced_version
        OR (NOT (JSON_EXTRACT(e.data, '$.quantitySellable') <=> p.available) AND ${stillLogged('i.last_updated')})`,
  },
  {
    name: 'the shop shows a product with its price and stock of now',
    sql: `SELECT s.product_id, s.price, s.available, p.price AS real_price, p.available AS real_stock
      FROM facts_shown s LEFT JOIN facts_products p ON p.product_id = s.product_id
      WHERE NOT (p.status <=> 'approved' AND p.price = s.price AND p.currency_code = s.currency_code
        AND p.available = s.available)`,
  },
  {
    name: 'the shop shows every product that is for sale',
    sql: `SELECT p.product_id FROM facts_products p LEFT JOIN facts_shown s ON s.product_id = p.product_id
      WHERE p.status = 'approved' AND s.product_id IS NULL`,
  },
  {
    name: 'the catalogue knows the people as they call themselves',
    sql: `SELECT u.user_id, u.version, a.version AS known FROM facts_users u
      LEFT JOIN facts_authors a ON a.user_id = u.user_id
      WHERE a.user_id IS NULL OR a.version > u.version`,
  },
  {
    name: 'an order belongs to somebody there is',
    sql: `SELECT o.order_id, o.user_id FROM ${orders}.orders o
      LEFT JOIN facts_users u ON u.user_id = o.user_id WHERE u.user_id IS NULL`,
  },
  {
    name: 'a line of an order is a product of the catalogue and its merchant’s',
    sql: `SELECT i.order_id, i.product_id FROM ${orders}.order_items i
      LEFT JOIN facts_products p ON p.product_id = i.product_id
      WHERE p.product_id IS NULL OR p.merchant_id <> i.merchant_id`,
  },
  {
    name: 'orders know what each payment took',
    sql: `SELECT p.payment_id, p.captured_amount, k.captured_amount AS known FROM ${payments}.payments p
      LEFT JOIN ${orders}.order_payments k ON k.payment_id = p.payment_id
      WHERE p.captured_amount > 0 AND NOT (k.captured_amount <=> p.captured_amount AND k.order_id = p.order_id)`,
  },
  {
    name: 'orders know of no money that no payment took',
    sql: `SELECT k.payment_id, k.captured_amount, p.captured_amount AS taken FROM ${orders}.order_payments k
      LEFT JOIN ${payments}.payments p ON p.payment_id = k.payment_id
      WHERE p.payment_id IS NULL OR k.captured_amount > p.captured_amount OR k.version > p.version`,
  },
  {
    name: 'orders know each refund that succeeded',
    sql: `SELECT r.refund_id, r.amount FROM ${payments}.refunds r
      LEFT JOIN ${orders}.order_refunds k ON k.refund_id = r.refund_id
      WHERE r.status = 'SUCCEEDED' AND NOT (k.succeeded <=> 1 AND k.amount <=> r.amount)`,
  },
  {
    name: 'orders know of no refund that did not succeed',
    sql: `SELECT k.refund_id, k.amount, r.status FROM ${orders}.order_refunds k
      LEFT JOIN ${payments}.refunds r ON r.refund_id = k.refund_id
      WHERE k.succeeded = 1 AND NOT (r.status <=> 'SUCCEEDED')`,
  },
];

/** What must be true between carts and orders, once the events have arrived. */
export const cartOrderInvariants = ({ carts, orders }: Schemas): readonly Invariant[] => [
  {
    name: 'a cart is not locked for an order that is decided',
    sql: `SELECT c.cart_id, c.order_id, o.status FROM ${carts}.carts c JOIN ${orders}.orders o ON o.order_id = c.order_id
      WHERE c.status = 'checkout' AND o.status <> 'PENDING_PAYMENT'`,
  },
  {
    name: 'an order that lives has used its codes',
    sql: `SELECT o.order_id, o.status, p.code FROM ${orders}.orders o
      JOIN ${carts}.promotions p ON JSON_CONTAINS(o.codes, JSON_QUOTE(p.code))
      LEFT JOIN ${carts}.promotion_uses u ON u.order_id = o.order_id AND u.promotion_id = p.promotion_id
      WHERE o.status NOT IN ('CANCELLED', 'EXPIRED') AND u.order_id IS NULL`,
  },
  {
    name: 'a code is used by an order that lives',
    sql: `SELECT u.promotion_id, u.order_id, o.status FROM ${carts}.promotion_uses u
      LEFT JOIN ${orders}.orders o ON o.order_id = u.order_id
      LEFT JOIN ${carts}.carts c ON c.order_id = u.order_id AND c.status = 'checkout'
      WHERE (o.order_id IS NULL AND c.cart_id IS NULL) OR o.status IN ('CANCELLED', 'EXPIRED')`,
  },
];

/** What must be true of the answers that clients were given (`Answer` in facts.ts), whatever died afterwards. */
export const answerInvariants = ({ orders, payments }: Schemas): readonly Invariant[] => [
  {
    name: 'an order that somebody was told of is there, as it was told',
    sql: `SELECT a.id, a.amount, o.total_amount FROM facts_answers a LEFT JOIN ${orders}.orders o ON o.order_id = a.id
      WHERE a.kind = 'order' AND NOT (o.user_id <=> a.user_id AND o.total_amount <=> a.amount)`,
  },
  {
    name: 'a payment that somebody was told of is there, for the same order',
    sql: `SELECT a.id, a.order_id, p.order_id AS paid FROM facts_answers a
      LEFT JOIN ${payments}.payments p ON p.payment_id = a.id
      WHERE a.kind = 'payment' AND NOT (p.order_id <=> a.order_id AND p.amount <=> a.amount)`,
  },
  {
    name: 'an answered request has the payment it speaks of',
    sql: `SELECT k.user_id, k.idempotency_key FROM ${payments}.idempotency_keys k
      LEFT JOIN ${payments}.payments p ON p.payment_id = JSON_VALUE(k.body, '$.paymentId')
      WHERE k.body IS NOT NULL AND JSON_VALUE(k.body, '$.paymentId') IS NOT NULL AND p.payment_id IS NULL`,
  },
];
