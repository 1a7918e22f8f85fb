import type { Invariant } from './carts.ts';

interface Schemas {
  readonly inventory: string;
  readonly orders: string;
  readonly payments: string;
}

const sold = `'CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'COMPLETED', 'RETURNED'`;

/** What must be true between orders, inventory and payments once nothing is under way. */
export const purchaseInvariants = ({ inventory, orders, payments }: Schemas): readonly Invariant[] => [
  {
    name: 'an order that is sold was paid once, in full',
    sql: `SELECT o.order_id, o.number, o.total_amount, COALESCE(SUM(p.captured_amount), 0) AS captured
      FROM ${orders}.orders o LEFT JOIN ${payments}.payments p ON p.order_id = o.order_id
      WHERE o.status IN (${sold})
      GROUP BY o.order_id, o.number, o.total_amount HAVING COALESCE(SUM(p.captured_amount), 0) <> o.total_amount`,
  },
  {
    name: 'an order that is sold took exactly its lines off the shelf',
    sql: `SELECT o.order_id, o.number, i.product_id, i.wanted, r.taken
      FROM ${orders}.orders o
      JOIN (SELECT order_id, product_id, SUM(quantity) AS wanted FROM ${orders}.order_items
        GROUP BY order_id, product_id) i ON i.order_id = o.order_id
      LEFT JOIN (SELECT order_id, product_id, SUM(quantity_reserved) AS taken FROM ${inventory}.reservation
        WHERE status = 'COMMITTED' AND order_id IS NOT NULL GROUP BY order_id, product_id) r
        ON r.order_id = i.order_id AND r.product_id = i.product_id
      WHERE o.status IN (${sold}) AND NOT (i.wanted <=> r.taken)`,
  },
  {
    name: 'an order that came to nothing holds no stock',
    sql: `SELECT o.order_id, o.number, o.status, r.status AS reservation
      FROM ${orders}.orders o JOIN ${inventory}.reservation r ON r.order_id = o.order_id
      WHERE o.status IN ('CANCELLED', 'EXPIRED') AND r.status IN ('ACTIVE', 'COMMITTED')`,
  },
  {
    name: 'an order that came to nothing holds no money',
    sql: `SELECT o.order_id, o.number, o.status, p.status AS payment, p.captured_amount, p.refunded_amount
      FROM ${orders}.orders o JOIN ${payments}.payments p ON p.order_id = o.order_id
      WHERE o.status IN ('CANCELLED', 'EXPIRED')
        AND (p.status IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'AUTHORIZED')
          OR (p.status <> 'CHARGED_BACK' AND p.captured_amount <> p.refunded_amount))`,
  },
  {
    name: 'money has an order',
    sql: `SELECT p.payment_id, p.order_id, p.status FROM ${payments}.payments p
      LEFT JOIN ${orders}.orders o ON o.order_id = p.order_id WHERE o.order_id IS NULL`,
  },
  {
    name: 'stock that was taken has an order that is sold',
    sql: `SELECT r.order_id, r.product_id, o.status FROM ${inventory}.reservation r
      LEFT JOIN ${orders}.orders o ON o.order_id = r.order_id
      WHERE r.order_id IS NOT NULL AND r.status = 'COMMITTED' AND (o.status IS NULL OR o.status NOT IN (${sold}))`,
  },
  {
    name: 'no order waits a minute past its time without a payment that is still being decided',
    sql: `SELECT o.order_id, o.number, o.pay_until FROM ${orders}.orders o
      WHERE o.status = 'PENDING_PAYMENT' AND o.pay_until < NOW(3) - INTERVAL 60 SECOND
        AND NOT EXISTS (SELECT 1 FROM ${payments}.payments p
          WHERE p.order_id = o.order_id AND p.status = 'PROCESSING')`,
  },
];
