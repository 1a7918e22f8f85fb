import type { Invariant } from './carts.ts';

/** What must be true between our payments and the provider's own ledger, once nothing is under way. */
export const providerInvariants = (payments: string): readonly Invariant[] => [
  {
    name: 'what a payment took and gave back is what the provider took and gave back',
    sql: `SELECT p.payment_id, p.status, p.captured_amount, p.refunded_amount, c.captured, c.refunded
      FROM ${payments}.payments p LEFT JOIN facts_charges c ON c.charge_id = p.provider_id
      WHERE p.provider_id IS NOT NULL
        AND (c.charge_id IS NULL OR c.captured <> p.captured_amount OR c.refunded <> p.refunded_amount
          OR c.currency_code <> p.currency_code OR c.order_id <> p.order_id)`,
  },
  {
    name: 'the provider holds no money that no payment stands for',
    sql: `SELECT c.charge_id, c.order_id, c.status, c.captured, c.refunded FROM facts_charges c
      LEFT JOIN ${payments}.payments p ON p.provider_id = c.charge_id
      WHERE p.payment_id IS NULL AND (c.status = 'authorized' OR c.captured > c.refunded)`,
  },
  {
    name: 'the provider holds money for an order once',
    sql: `SELECT order_id, COUNT(*) AS charges FROM facts_charges WHERE captured > refunded OR status = 'authorized'
      GROUP BY order_id HAVING COUNT(*) > 1`,
  },
];
