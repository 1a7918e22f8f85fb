import { DomainError } from '@arcade/contracts';
import { GuardFailed, inTransaction } from '@arcade/service-defaults/mysql';
import type { Kysely } from 'kysely';
import type { CartRef, Decide, RequestMark, Updated, UpdateOptions } from '../application/cart-repository.ts';
import type { Cart } from '../domain/cart.ts';
import type { CartDecision } from '../domain/change-cart.ts';
import { changeLockedCart, commitCart, type CartWriting } from './commit-cart.ts';
import { readCart } from './read-cart.ts';
import type { CartsTables } from './tables.ts';
import { stamp } from './write-cart.ts';

export interface CartRepositoryOptions extends CartWriting {
  readonly db: Kysely<CartsTables>;
  /** After a commit with news. */
  readonly onNews: () => void;
  /** After a commit that inventory has to follow though no request waits for it. */
  readonly onHoldsDue: () => void;
}

/** So often a cart is changed on the chance that nobody else does at the same time; then in turn. */
const optimisticAttempts = 3;

/** Changes a cart as `CartRepository.update` says. */
export async function updateCart(
  options: CartRepositoryOptions,
  ref: CartRef,
  decide: Decide,
  how: UpdateOptions,
): Promise<Updated> {
  try {
    for (let attempt = 1; attempt <= optimisticAttempts; attempt++) {
      const before = attempt === 1 && how.known !== undefined ? how.known : await readCart(options.db, ref);
      const decision = decide(before);
      if (decision === undefined || before === undefined) return unchanged(before);
      const after = stamp(before, decision, options.idle);
      try {
        await inTransaction(options.db, (tx) => commitCart(options, tx, before, after, decision, how));
        return announced(options, after, decision, how);
      } catch (error) {
        if (!(error instanceof GuardFailed)) throw error;
      }
    }
    return await updateInTurn(options, ref, decide, how);
  } catch (error) {
    if (how.request === undefined || !isDuplicate(error)) throw error;
    return await repeated(options, ref, how.request);
  }
}

/** Waits for the row, so that a cart that many change at once comes to an end. */
async function updateInTurn(
  options: CartRepositoryOptions,
  ref: CartRef,
  decide: Decide,
  how: UpdateOptions,
): Promise<Updated> {
  const { cart, decision } = await inTransaction(options.db, (tx) => changeLockedCart(options, tx, ref, decide, how));
  return decision === undefined ? unchanged(cart) : announced(options, cart, decision, how);
}

/** @throws DomainError not-found when there was nothing to leave as it is */
function unchanged(cart: Cart | undefined): Updated {
  if (cart === undefined) throw new DomainError('not-found');
  return { cart, holds: false, repeated: false };
}

function announced(
  { onNews, onHoldsDue }: CartRepositoryOptions,
  cart: Cart,
  { news, holds }: CartDecision,
  { unattended }: UpdateOptions,
): Updated {
  if (news !== undefined) onNews();
  if (holds === true && (cart.status !== 'open' || unattended === true)) onHoldsDue();
  return { cart, holds: holds === true, repeated: false };
}

async function repeated({ db }: CartRepositoryOptions, ref: CartRef, request: RequestMark): Promise<Updated> {
  const { cart } = unchanged(await readCart(db, ref));
  const mark = await db
    .selectFrom('applied_requests')
    .select('request_hash')
    .where('cart_id', '=', cart.cartId)
    .where('request_key', '=', request.key)
    .executeTakeFirst();
  if (mark !== undefined && mark.request_hash !== request.hash) throw new DomainError('idempotency-mismatch');
  return { cart, holds: false, repeated: true };
}

export const isDuplicate = (error: unknown): boolean => (error as { errno?: number }).errno === 1062;
