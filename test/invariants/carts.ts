/** A query that must find nothing. */
export interface Invariant {
  readonly name: string;
  readonly sql: string;
}

/** What must be true in the schema of carts at every moment. */
export const cartInvariants = (carts: string): readonly Invariant[] => [
  {
    name: 'a user has one living cart, and the unique key knows it',
    sql: `SELECT cart_id, status, user_id, open_user_id FROM ${carts}.carts
      WHERE (status IN ('open', 'checkout') AND NOT (user_id <=> open_user_id))
        OR (status IN ('closed', 'merged', 'expired') AND open_user_id IS NOT NULL)`,
  },
  {
    name: 'a locked cart has its order',
    sql: `SELECT cart_id FROM ${carts}.carts WHERE status = 'checkout' AND order_id IS NULL`,
  },
  {
    name: 'a promotion counts exactly its uses, without those that were taken again over its limit',
    sql: `SELECT p.promotion_id, p.times_used, COUNT(u.order_id) AS uses FROM ${carts}.promotions p
      LEFT JOIN ${carts}.promotion_uses u ON u.promotion_id = p.promotion_id AND u.over_limit = 0
      GROUP BY p.promotion_id, p.times_used HAVING p.times_used <> COUNT(u.order_id)`,
  },
  {
    name: 'no promotion is used more often than it may be',
    sql: `SELECT promotion_id, times_used, usage_limit FROM ${carts}.promotions WHERE times_used > usage_limit`,
  },
  {
    name: 'no user uses a promotion more often than one may, unless an order lived after all',
    sql: `SELECT p.promotion_id, u.user_id, COUNT(*) AS uses FROM ${carts}.promotions p
      JOIN ${carts}.promotion_uses u ON u.promotion_id = p.promotion_id AND u.over_limit = 0
      GROUP BY p.promotion_id, p.usage_limit_per_user, u.user_id HAVING COUNT(*) > p.usage_limit_per_user`,
  },
  {
    name: 'a use belongs to the order that locks or has closed its cart, or it was given back and taken again',
    sql: `SELECT u.promotion_id, u.order_id, c.status FROM ${carts}.promotion_uses u
      LEFT JOIN ${carts}.carts c ON c.cart_id = u.cart_id
      LEFT JOIN ${carts}.given_back_uses g ON g.order_id = u.order_id AND g.promotion_id = u.promotion_id
      WHERE c.cart_id IS NOT NULL AND g.order_id IS NULL
        AND NOT (c.status IN ('checkout', 'closed') AND c.order_id = u.order_id)`,
  },
  {
    name: 'a merged cart has nothing in it',
    sql: `SELECT c.cart_id FROM ${carts}.carts c JOIN ${carts}.cart_items i ON i.cart_id = c.cart_id
      WHERE c.status = 'merged'`,
  },
  {
    name: 'every line has a product in the replica',
    sql: `SELECT i.cart_id, i.product_id FROM ${carts}.cart_items i
      LEFT JOIN ${carts}.price_replica p ON p.product_id = i.product_id WHERE p.product_id IS NULL`,
  },
  {
    name: 'the number of codes is the number of codes',
    sql: `SELECT c.cart_id, c.code_count, COUNT(a.promotion_id) AS codes FROM ${carts}.carts c
      LEFT JOIN ${carts}.cart_codes a ON a.cart_id = c.cart_id
      GROUP BY c.cart_id, c.code_count HAVING c.code_count <> COUNT(a.promotion_id)`,
  },
];

/** What must be true between carts and inventory once nothing is in flight: `hold_due_at` says what still is. */
export const cartHoldInvariants = (carts: string, inventory: string): readonly Invariant[] => [
  {
    name: 'what is held for a cart is what it thinks is held',
    sql: `SELECT i.cart_id, i.product_id, i.held, COALESCE(SUM(r.quantity_reserved), 0) AS reserved
      FROM ${carts}.carts c JOIN ${carts}.cart_items i ON i.cart_id = c.cart_id
      LEFT JOIN ${inventory}.reservation r
        ON r.cart_id = i.cart_id AND r.product_id = i.product_id AND r.status = 'ACTIVE' AND r.expires_at > NOW(6)
      WHERE c.status = 'open' AND c.hold_due_at IS NULL AND c.held_until > NOW(6) + INTERVAL 1 SECOND
      GROUP BY i.cart_id, i.product_id, i.held HAVING i.held <> COALESCE(SUM(r.quantity_reserved), 0)`,
  },
  {
    name: 'no stock is held for a cart that does not want it',
    sql: `SELECT r.reservation_id, r.cart_id, c.status FROM ${inventory}.reservation r
      LEFT JOIN ${carts}.carts c ON c.cart_id = r.cart_id
      LEFT JOIN ${carts}.cart_items i ON i.cart_id = r.cart_id AND i.product_id = r.product_id
      WHERE r.cart_id IS NOT NULL AND r.status = 'ACTIVE' AND r.expires_at > NOW(6) AND c.hold_due_at IS NULL
        AND (c.cart_id IS NULL OR c.status IN ('closed', 'merged', 'expired') OR i.product_id IS NULL)`,
  },
];
