import { DomainError } from '@arcade/contracts';
import { inTransaction } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { CartRef, Decide, RequestMark, Updated, UpdateOptions } from '../application/cart-repository.ts';
import type { Cart } from '../domain/cart.ts';
import type { CartDecision } from '../domain/change-cart.ts';
import type { AppendNews } from './append-news.ts';
import { readCart, whereCart } from './read-cart.ts';
import type { CartsTables, CartsTransaction } from './tables.ts';
import { markRequest, stamp, writeCart, type IdleTimes } from './write-cart.ts';

export interface CartRepositoryOptions {
  readonly db: Kysely<CartsTables>;
  readonly idle: IdleTimes;
  readonly appendNews: AppendNews;
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
      const written = await inTransaction(options.db, (tx) => commit(options, tx, before, after, decision, how));
      if (written) return announced(options, after, decision, how);
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
  const { after, decision } = await inTransaction(options.db, async (tx) => {
    await lockCart(tx, ref);
    const before = await readCart(tx, ref);
    const made = decide(before);
    if (made === undefined || before === undefined) return { after: before, decision: undefined };
    const stamped = stamp(before, made, options.idle);
    await commit(options, tx, before, stamped, made, how);
    return { after: stamped, decision: made };
  });
  return after === undefined || decision === undefined ? unchanged(after) : announced(options, after, decision, how);
}

export const lockCart = (tx: CartsTransaction, ref: CartRef) =>
  sql`SELECT c.revision FROM carts c WHERE ${whereCart(ref)} FOR UPDATE`.execute(tx);

async function commit(
  { idle, appendNews }: CartRepositoryOptions,
  tx: CartsTransaction,
  before: Cart,
  after: Cart,
  decision: CartDecision,
  { request, forget, unattended }: UpdateOptions,
): Promise<boolean> {
  const times = unattended === true ? { ...idle, holdGraceSeconds: 0 } : idle;
  if (!(await writeCart(tx, before, after, decision, times))) return false;
  if (request !== undefined) await markRequest(tx, after, request);
  if (forget !== undefined) {
    await tx
      .deleteFrom('applied_requests')
      .where('cart_id', '=', after.cartId)
      .where('request_key', '=', forget)
      .execute();
  }
  if (decision.news !== undefined) await appendNews(tx, after, decision.news);
  return true;
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
