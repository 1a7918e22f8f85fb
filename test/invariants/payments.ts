import type { Invariant } from './carts.ts';

/** What must be true in the schema of payments at every moment. */
export const paymentInvariants = (payments: string): readonly Invariant[] => [
  {
    name: 'an order has at most one payment that took money',
    sql: `SELECT order_id, COUNT(*) AS captures FROM ${payments}.payments
      WHERE captured_amount > 0 GROUP BY order_id HAVING COUNT(*) > 1`,
  },
  {
    name: 'no payment takes more than its amount or gives back more than it took',
    sql: `SELECT payment_id FROM ${payments}.payments
      WHERE captured_amount > amount OR refunded_amount > captured_amount`,
  },
  {
    name: 'refunds that are promised never exceed what was taken',
    sql: `SELECT p.payment_id, p.captured_amount, SUM(r.amount) AS promised FROM ${payments}.payments p
      JOIN ${payments}.refunds r ON r.payment_id = p.payment_id
      WHERE r.status IN ('REQUESTED', 'SUBMITTED', 'SUCCEEDED')
      GROUP BY p.payment_id, p.captured_amount HAVING SUM(r.amount) > p.captured_amount`,
  },
  {
    name: 'what a payment says it gave back is the sum of its refunds',
    sql: `SELECT p.payment_id, p.refunded_amount, COALESCE(SUM(r.amount), 0) AS refunds FROM ${payments}.payments p
      LEFT JOIN ${payments}.refunds r ON r.payment_id = p.payment_id AND r.status = 'SUCCEEDED'
      GROUP BY p.payment_id, p.refunded_amount HAVING p.refunded_amount <> COALESCE(SUM(r.amount), 0)`,
  },
  {
    name: 'a closed account holds no money and no open authorisation',
    sql: `SELECT a.order_id, p.status, p.captured_amount, p.refunded_amount FROM ${payments}.order_accounts a
      JOIN ${payments}.payments p ON p.order_id = a.order_id
      WHERE a.closed_reason IS NOT NULL
        AND (p.status IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'AUTHORIZED')
          OR (p.status <> 'CHARGED_BACK' AND p.captured_amount > p.refunded_amount))`,
  },
  {
    name: 'every state of a payment has its line in the history',
    sql: `SELECT p.payment_id, p.status FROM ${payments}.payments p
      WHERE NOT EXISTS (SELECT 1 FROM ${payments}.status_history h
        WHERE h.subject_id = p.payment_id AND h.to_status = p.status)`,
  },
];
