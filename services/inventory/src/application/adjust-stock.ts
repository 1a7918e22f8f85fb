import type { Identity, ProductId } from '@arcade/contracts';
import { keepHours, requireMatch, type IfMatch } from '@arcade/service-defaults';
import { etagOfStock } from '../domain/stock-etag.ts';
import { decideAdjustment, type Stock } from '../domain/stock.ts';
import type { InventoryContext } from './inventory-context.ts';
import { requireOwnStock } from './own-stock.ts';
import { done, runAlone, type Attempt } from './run-alone.ts';
import type { StockTransaction } from './stock-store.ts';

export interface AdjustStock {
  readonly identity: Identity;
  readonly productId: ProductId;
  readonly onHand: number;
  readonly note: string | undefined;
  readonly ifMatch: IfMatch;
  /** Follows from the caller's keyed request, so that one repeated after a crash takes effect once. */
  readonly cause: string;
}

/**
 * Sets the units on hand.
 * @throws DomainError not-found, etag-mismatch, stock-below-reserved
 */
export async function adjustStock(ctx: InventoryContext, command: AdjustStock): Promise<Stock> {
  const stock = await runAlone(ctx, (tx) => attempt(tx, command));
  await ctx.failpoints.hit('inventory.after-adjust');
  return stock;
}

async function attempt(tx: StockTransaction, command: AdjustStock): Promise<Attempt<Stock>> {
  const { identity, productId, onHand, note, cause } = command;
  const read = async () => (await tx.look({ products: [productId], lockProducts: true })).stock.get(productId);
  const before = requireOwnStock(await read(), identity);
  // A key may be used again once its answer has been forgotten: the same request is then another wish.
  if (await tx.hasLedger({ cause, withinHours: keepHours })) return done(before);
  requireMatch(command.ifMatch, etagOfStock(before));
  const adjustment = decideAdjustment(before, onHand);
  if (adjustment === 'unchanged') return done(before);
  if (adjustment === 'sweep-first') return { kind: 'sweep', productIds: [productId] };
  const delta = onHand - before.onHand;
  const reason = (await tx.hasLedger({ productId })) ? 'adjusted' : 'initial';
  const causeId = `${cause}:${before.version}`;
  await tx.write({
    ledger: [{ causeId, productId, delta, reason, note: note ?? null, actor: identity.userId }],
    deltas: [{ productId, onHand: delta, reserved: 0 }],
  });
  return done({ ...requireOwnStock(await read(), identity), overdue: before.overdue });
}
