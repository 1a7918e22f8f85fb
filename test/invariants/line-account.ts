import type { Invariant } from './carts.ts';

/** Refunds whose money has left or may still leave. */
const promised = `('REQUESTED', 'SUBMITTED', 'SUCCEEDED')`;

/** The JSON of a refund's or a reversal's lines as rows. */
const linesOf = (column: string, columns: string) => `JSON_TABLE(${column}, '$[*]' COLUMNS (${columns}))`;
const id = `order_item_id CHAR(36) PATH '$.orderItemId'`;
const quantity = `quantity INT PATH '$.quantity'`;

/** What must be true of the accounts of lines in the schema of payments at every moment. */
export const refundLineInvariants = (payments: string): readonly Invariant[] => [
  {
    name: 'the parts of a bill are the amount of its payment',
    sql: `SELECT p.payment_id, p.amount, JSON_VALUE(p.bill, '$.shipping') AS shipping, SUM(l.paid) AS goods
      FROM ${payments}.payments p
      JOIN JSON_TABLE(p.bill, '$.lines[*]' COLUMNS (paid BIGINT PATH '$.paid')) l
      WHERE p.bill IS NOT NULL GROUP BY p.payment_id, p.amount, p.bill
      HAVING p.amount <> SUM(l.paid) + JSON_VALUE(p.bill, '$.shipping')`,
  },
  {
    name: 'no line gives back more units or money than it was sold with',
    sql: `SELECT p.payment_id, l.order_item_id, l.quantity, l.paid, r.units, r.amount FROM ${payments}.payments p
      JOIN JSON_TABLE(p.bill, '$.lines[*]' COLUMNS (${id}, ${quantity}, paid BIGINT PATH '$.paid')) l
      JOIN (SELECT f.payment_id, x.order_item_id, SUM(x.quantity) AS units, SUM(COALESCE(x.amount, 0)) AS amount
        FROM ${payments}.refunds f
        JOIN ${linesOf('f.order_lines', `${id}, ${quantity}, amount BIGINT PATH '$.amount'`)} x
        WHERE f.status IN ${promised} GROUP BY f.payment_id, x.order_item_id) r
        ON r.payment_id = p.payment_id AND r.order_item_id = l.order_item_id
      WHERE r.units > l.quantity OR r.amount > l.paid`,
  },
  {
    name: 'shipping gives back no more than it has cost',
    sql: `SELECT p.payment_id, p.bill, SUM(f.shipping) AS given FROM ${payments}.payments p
      JOIN ${payments}.refunds f ON f.payment_id = p.payment_id AND f.status IN ${promised}
      WHERE p.bill IS NOT NULL GROUP BY p.payment_id, p.bill
      HAVING SUM(f.shipping) > JSON_VALUE(p.bill, '$.shipping')`,
  },
  {
    name: 'a refund is for lines of its bill',
    sql: `SELECT f.refund_id, x.order_item_id FROM ${payments}.refunds f
      JOIN ${payments}.payments p ON p.payment_id = f.payment_id
      JOIN ${linesOf('f.order_lines', id)} x
      WHERE p.bill IS NOT NULL AND p.bill NOT LIKE CONCAT('%', x.order_item_id, '%')`,
  },
  {
    name: 'the parts of a refund are its amount, where they were kept',
    sql: `SELECT f.refund_id, f.amount, f.shipping, SUM(x.amount) AS goods FROM ${payments}.refunds f
      JOIN ${payments}.payments p ON p.payment_id = f.payment_id
      LEFT JOIN ${linesOf('f.order_lines', `amount BIGINT PATH '$.amount'`)} x ON TRUE
      WHERE p.bill IS NOT NULL GROUP BY f.refund_id, f.amount, f.shipping
      HAVING (COUNT(x.amount) > 0 OR f.shipping > 0) AND f.amount <> f.shipping + COALESCE(SUM(x.amount), 0)`,
  },
];

/** What must be true of units that do not stay sold in the schema of orders at every moment. */
export const reversalInvariants = (orders: string): readonly Invariant[] => [
  {
    name: 'units that do not stay sold are those of the order’s reversals',
    sql: `SELECT i.order_item_id, i.quantity_cancelled, i.quantity_returned, r.units FROM ${orders}.order_items i
      JOIN ${orders}.orders o ON o.order_id = i.order_id
      LEFT JOIN (SELECT x.order_item_id, SUM(x.quantity) AS units FROM ${orders}.\`returns\` v
        JOIN ${linesOf('v.order_lines', `${id}, ${quantity}`)} x GROUP BY x.order_item_id) r
        ON r.order_item_id = i.order_item_id
      WHERE o.status <> 'CANCELLED' AND i.quantity_cancelled + i.quantity_returned <> COALESCE(r.units, 0)`,
  },
  {
    name: 'an order of which nothing is left has ended',
    sql: `SELECT o.order_id, o.status FROM ${orders}.orders o JOIN ${orders}.order_items i ON i.order_id = o.order_id
      WHERE o.status NOT IN ('PENDING_PAYMENT', 'CANCELLED', 'EXPIRED')
      GROUP BY o.order_id, o.status HAVING SUM(i.quantity - i.quantity_cancelled) = 0`,
  },
];

interface Schemas {
  readonly inventory: string;
  readonly orders: string;
  readonly payments: string;
}

/** What must be true of them between orders, inventory and payments once nothing is under way. */
export const reversalPeerInvariants = ({ inventory, orders, payments }: Schemas): readonly Invariant[] => [
  {
    name: 'what reversals put on the shelf is there, and nothing else',
    sql: `SELECT o.order_id, w.units, b.back FROM ${orders}.orders o
      LEFT JOIN (SELECT v.order_id, SUM(x.quantity) AS units FROM ${orders}.\`returns\` v
        JOIN ${linesOf('v.order_lines', `${quantity}, stock VARCHAR(10) PATH '$.stock' DEFAULT 'restock' ON EMPTY`)} x
        WHERE x.stock = 'restock' GROUP BY v.order_id) w ON w.order_id = o.order_id
      LEFT JOIN (SELECT SUBSTRING(l.cause_id, 7, 36) AS order_id, SUM(l.delta) AS back
        FROM ${inventory}.stock_ledger l WHERE l.cause_id LIKE 'order:%:return:%' GROUP BY 1) b
        ON b.order_id = o.order_id
      WHERE o.status <> 'CANCELLED' AND COALESCE(w.units, 0) <> COALESCE(b.back, 0)`,
  },
  {
    name: 'a reversal has the refund that it tells of',
    sql: `SELECT v.return_id, v.refund, v.refund_amount, f.status, f.amount FROM ${orders}.\`returns\` v
      JOIN ${orders}.orders o ON o.order_id = v.order_id AND o.total_amount > 0
      LEFT JOIN ${payments}.refunds f ON f.refund_id = v.return_id
      WHERE v.refund = 'done' AND (f.refund_id IS NULL OR v.refund_amount > f.amount)`,
  },
];
