import type { Invariant } from './carts.ts';
import { stillLogged } from './still-logged.ts';

/** What must be true in the schema of inventory at every moment. */
export const inventoryInvariants = (inventory: string): readonly Invariant[] => [
  {
    name: 'nothing is oversold: 0 ≤ reserved ≤ on hand',
    sql: `SELECT product_id, quantity_available, quantity_reserved FROM ${inventory}.inventory
      WHERE quantity_reserved < 0 OR quantity_reserved > quantity_available`,
  },
  {
    name: 'the units on hand are the sum of the ledger',
    sql: `SELECT i.product_id, i.quantity_available, COALESCE(SUM(l.delta), 0) AS ledger
      FROM ${inventory}.inventory i LEFT JOIN ${inventory}.stock_ledger l ON l.product_id = i.product_id
      GROUP BY i.product_id, i.quantity_available HAVING i.quantity_available <> COALESCE(SUM(l.delta), 0)`,
  },
  {
    name: 'the reserved units are the sum of the active reservations',
    sql: `SELECT i.product_id, i.quantity_reserved, COALESCE(SUM(r.quantity_reserved), 0) AS held
      FROM ${inventory}.inventory i
      LEFT JOIN ${inventory}.reservation r ON r.product_id = i.product_id AND r.status = 'ACTIVE'
      GROUP BY i.product_id, i.quantity_reserved HAVING i.quantity_reserved <> COALESCE(SUM(r.quantity_reserved), 0)`,
  },
  {
    name: 'no active reservation is 30 s past its time',
    sql: `SELECT reservation_id, expires_at FROM ${inventory}.reservation
      WHERE status = 'ACTIVE' AND expires_at < NOW(6) - INTERVAL 30 SECOND`,
  },
  {
    name: 'a reservation has one owner, and the owner’s record agrees with it',
    sql: `SELECT r.reservation_id, r.order_id, r.cart_id, r.manual_owner, o.outcome
      FROM ${inventory}.reservation r
      LEFT JOIN ${inventory}.order_reservation o ON o.order_id = r.order_id
      LEFT JOIN ${inventory}.cart_hold c ON c.cart_id = r.cart_id
      WHERE (r.order_id IS NOT NULL) + (r.cart_id IS NOT NULL) + (r.manual_owner IS NOT NULL) <> 1
        OR (r.order_id IS NOT NULL AND o.order_id IS NULL)
        OR (r.status = 'ACTIVE' AND r.order_id IS NOT NULL
          AND NOT (o.outcome = 'RESERVED' AND o.expires_at <=> r.expires_at))
        OR (r.status = 'ACTIVE' AND r.cart_id IS NOT NULL AND NOT (c.expires_at <=> r.expires_at))
        OR (r.order_id IS NOT NULL AND r.status IN ('COMMITTED', 'RESTOCKED') AND o.outcome <> r.status)`,
  },
  {
    name: 'an order that is reserved or committed has its reservations',
    sql: `SELECT o.order_id, o.outcome FROM ${inventory}.order_reservation o
      LEFT JOIN ${inventory}.reservation r ON r.order_id = o.order_id
        AND r.status = IF(o.outcome = 'RESERVED', 'ACTIVE', o.outcome)
      WHERE o.outcome IN ('RESERVED', 'COMMITTED') AND r.reservation_id IS NULL`,
  },
  {
    name: 'nobody holds a product twice',
    sql: `SELECT product_id, order_id, cart_id FROM ${inventory}.reservation
      WHERE status IN ('ACTIVE', 'COMMITTED') AND manual_owner IS NULL
      GROUP BY product_id, order_id, cart_id HAVING COUNT(*) > 1`,
  },
  {
    name: 'what a commit took off the shelf is what was reserved, under one cause',
    sql: `SELECT r.order_id, r.product_id, r.quantity_reserved, l.delta FROM ${inventory}.reservation r
      LEFT JOIN ${inventory}.stock_ledger l
        ON l.cause_id = CONCAT('order:', r.order_id, ':commit:', r.product_id)
      WHERE r.status IN ('COMMITTED', 'RESTOCKED') AND NOT (l.delta <=> -r.quantity_reserved)`,
  },
  {
    name: 'the ledger took nothing for an order that is not committed',
    sql: `SELECT l.cause_id, l.delta FROM ${inventory}.stock_ledger l
      LEFT JOIN ${inventory}.reservation r ON l.cause_id = CONCAT('order:', r.order_id, ':commit:', r.product_id)
        AND r.status IN ('COMMITTED', 'RESTOCKED')
      WHERE l.reason = 'committed' AND r.reservation_id IS NULL`,
  },
  {
    name: 'stock that counts as announced has an event with what can be sold of it',
    sql: `SELECT i.product_id, i.version, i.announced_version, e.data FROM ${inventory}.inventory i
      LEFT JOIN ${inventory}.outbox e ON e.topic = 'inventory.stock-changed'
        AND e.aggregate_id = i.product_id AND e.aggregate_version = i.announced_version
      WHERE i.announced_version > i.version OR (i.announce_due = 0 AND ${stillLogged('i.last_updated')} AND COALESCE(
        JSON_EXTRACT(e.data, '$.quantitySellable') NOT BETWEEN ${sellable} AND ${sellable} + ${overdueIn(inventory)}, TRUE))`,
  },
  {
    name: 'the events of an owner have versions without gaps or doubles',
    sql: `SELECT aggregate_id, COUNT(*) AS events, MAX(aggregate_version) AS newest FROM ${inventory}.outbox
      WHERE topic <> 'inventory.stock-changed'
      GROUP BY aggregate_id HAVING COUNT(*) <> COUNT(DISTINCT aggregate_version)
        OR MAX(aggregate_version) - MIN(aggregate_version) + 1 <> COUNT(*)`,
  },
];

const sellable = '(CAST(i.quantity_available AS SIGNED) - i.quantity_reserved)';
/** Past their time, and not swept yet. */
const overdueIn = (inventory: string) => `(SELECT COALESCE(SUM(r.quantity_reserved), 0) FROM ${inventory}.reservation r
  WHERE r.product_id = i.product_id AND r.status = 'ACTIVE' AND r.expires_at <= NOW(6))`;

/** What must be true once a shop is quiet: nothing waits to be told. */
export const quietInventoryInvariants = (inventory: string): readonly Invariant[] => [
  {
    name: 'every change of stock has been announced',
    sql: `SELECT product_id, version, announced_version FROM ${inventory}.inventory WHERE announce_due = 1`,
  },
];
