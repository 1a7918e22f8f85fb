import type { CartHold } from '@arcade/contracts';
import { sql, type Kysely } from 'kysely';
import type { Cart } from '../domain/cart.ts';
import type { CartsTables } from './tables.ts';

/** One statement for the cart and its lines; of no effect once the cart has asked for something else. */
export async function recordHold(db: Kysely<CartsTables>, cart: Cart, { lines, expiresAt }: CartHold): Promise<void> {
  const heldUntil = expiresAt === null ? null : new Date(expiresAt);
  const asked = sql`c.cart_id = ${cart.cartId} AND c.hold_version = ${cart.holdVersion} AND c.status IN ('open', 'checkout')`;
  if (cart.lines.length === 0 || lines.length === 0) {
    await sql`UPDATE carts c SET c.held_until = ${heldUntil}, c.hold_due_at = NULL, c.moves_from = NULL
      WHERE ${asked}`.execute(db);
    return;
  }
  const cases = (value: 'held' | 'available') =>
    sql.join(
      lines.map((line) => sql`WHEN ${line.productId} THEN ${line[value]}`),
      sql` `,
    );
  await sql`UPDATE carts c JOIN cart_items i ON i.cart_id = c.cart_id
    SET c.held_until = ${heldUntil}, c.hold_due_at = NULL, c.moves_from = NULL,
      i.held = CASE i.product_id ${cases('held')} ELSE 0 END,
      i.available = CASE i.product_id ${cases('available')} ELSE 0 END
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
