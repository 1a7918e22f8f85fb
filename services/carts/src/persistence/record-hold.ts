import type { CartHold } from '@arcade/contracts';
import { sql, type Kysely } from 'kysely';
import type { Cart } from '../domain/cart.ts';
import type { CartsTables } from './tables.ts';

type HoldLine = CartHold['lines'][number];

/** One statement for the cart and its lines; of no effect once the cart has asked for something else. */
export async function recordHold(db: Kysely<CartsTables>, cart: Cart, { lines, expiresAt }: CartHold): Promise<void> {
  const heldUntil = expiresAt === null ? null : new Date(expiresAt);
  const asked = sql`c.cart_id = ${cart.cartId} AND c.hold_version = ${cart.holdVersion} AND c.status IN ('open', 'checkout')`;
  if (cart.lines.length === 0 || lines.length === 0) {
    await sql`UPDATE carts c SET c.held_until = ${heldUntil}, c.hold_due_at = NULL, c.moves_from = NULL
      WHERE ${asked}`.execute(db);
    return;
  }
  const cases = (value: (line: HoldLine) => unknown, among: readonly HoldLine[] = lines) =>
    among.length === 0
      ? sql`WHEN NULL THEN NULL`
      : sql.join(
          among.map((line) => sql`WHEN ${line.productId} THEN ${value(line)}`),
          sql` `,
        );
  const limited = lines.filter(({ quota }) => quota !== undefined);
  await sql`UPDATE carts c JOIN cart_items i ON i.cart_id = c.cart_id
    SET c.held_until = ${heldUntil}, c.hold_due_at = NULL, c.moves_from = NULL,
      i.held = CASE i.product_id ${cases(({ held }) => held)} ELSE 0 END,
      i.available = CASE i.product_id ${cases(({ available }) => available)} ELSE 0 END,
      i.quota_allowed = CASE i.product_id ${cases(({ quota }) => quota?.allowed, limited)} ELSE NULL END,
      i.quota_by = CASE i.product_id ${cases(({ quota }) => quota?.by, limited)} ELSE NULL END
    WHERE ${asked}`.execute(db);
}

export async function recordRelease(db: Kysely<CartsTables>, cart: Cart): Promise<void> {
  await db
    .updateTable('carts')
    .set({ hold_due_at: null, held_until: null, moves_from: null })
    .where('cart_id', '=', cart.cartId)
    .where('hold_version', '=', cart.holdVersion)
    .execute();
}
