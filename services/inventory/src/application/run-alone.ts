import { DomainError, type ProductId } from '@arcade/contracts';
import type { StockTransaction } from './stock-store.ts';
import { sweepProducts, type SweepContext } from './sweep-holds.ts';

export type Attempt<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** There is enough only when overdue reservations of these products end first. Nothing was written. */
  | { readonly kind: 'sweep'; readonly productIds: readonly ProductId[] }
  /** Guests hold units of these products that the next attempt may take. Nothing was written. */
  | { readonly kind: 'yield'; readonly productIds: readonly ProductId[] };

export const done = <Result>(result: Result): Attempt<Result> => ({ kind: 'done', result });

const maximumAttempts = 8;

/**
 * Runs work in a transaction of its own. The first attempt may plan with what it reads and lock products only while it
 * writes; when others were faster, later ones are told to lock first.
 * @throws DomainError overloaded
 */
export async function runAlone<Result>(
  ctx: SweepContext,
  attempt: (tx: StockTransaction, lock: boolean, yielding: ReadonlySet<ProductId>) => Promise<Attempt<Result>>,
): Promise<Result> {
  let yielding: ReadonlySet<ProductId> = new Set();
  for (let count = 0; count < maximumAttempts; count++) {
    const outcome = await ctx.store.transaction((tx) => attempt(tx, count > 0, yielding));
    if (outcome.kind === 'conflict') continue;
    if (outcome.result.kind === 'done') return outcome.result.result;
    if (outcome.result.kind === 'yield') yielding = new Set([...yielding, ...outcome.result.productIds]);
    else await sweepProducts(ctx, outcome.result.productIds);
  }
  throw new DomainError('overloaded');
}
