import type { Identity, ProductId } from '@arcade/contracts';
import { keepHours, requireMatch, type IfMatch } from '@arcade/service-defaults';
import { etagOfStock } from '../domain/stock-etag.ts';
import type { LedgerRecord } from '../domain/stock-changes.ts';
import { decideAdjustment, moved, type Stock } from '../domain/stock.ts';
import { decided, type Command } from './command.ts';
import type { InventoryContext } from './inventory-context.ts';
import { requireOwnStock } from './own-stock.ts';
import type { LedgerFilter } from './stock-store.ts';

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
  const stock = await ctx.commands.run(adjustment(command));
  await ctx.failpoints.hit('inventory.after-adjust');
  const stored = await ctx.store.findStock(command.productId);
  // The database stamps a row as it writes it; who repeats the request gets the same answer.
  return stored?.version === stock.version ? { ...stock, lastUpdated: stored.lastUpdated } : stock;
}

const adjustment = ({ identity, productId, onHand, note, ifMatch, cause }: AdjustStock): Command<Stock> => {
  // A key may be used again once its answer has been forgotten: the same request is then another wish.
  const same: LedgerFilter = { cause, withinHours: keepHours };
  const earlier: LedgerFilter = { productId };
  return {
    products: [productId],
    ledger: [same, earlier],
    exclusive: true,
    decide({ now, stock, ledger }) {
      const before = requireOwnStock(stock.get(productId), identity);
      if (ledger.has(same)) return decided(before);
      requireMatch(ifMatch, etagOfStock(before));
      const possible = decideAdjustment(before, onHand);
      if (possible === 'unchanged') return decided(before);
      if (possible === 'sweep-first') return { kind: 'sweep', productIds: [productId] };
      const delta = { productId, onHand: onHand - before.onHand, reserved: 0 };
      const reason = ledger.has(earlier) ? 'adjusted' : 'initial';
      const causeId = `${cause}:${before.version}`;
      const entry: LedgerRecord = {
        causeId,
        productId,
        delta: delta.onHand,
        reason,
        note: note ?? null,
        actor: identity.userId,
      };
      const after = { ...moved(before, delta), version: before.version + 1, lastUpdated: now };
      return decided(after, { ledger: [entry], deltas: [delta] });
    },
  };
};
