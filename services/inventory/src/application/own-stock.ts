import { DomainError, type Identity, type ProductId } from '@arcade/contracts';
import type { Stock } from '../domain/stock.ts';
import type { StockStore } from './stock-store.ts';

/**
 * A merchant sees only own products' stock, an admin any.
 * @throws DomainError not-found
 */
export function requireOwnStock(stock: Stock | undefined, { userId, roles }: Identity): Stock {
  if (stock === undefined || (stock.merchantId !== userId && !roles.includes('admin'))) {
    throw new DomainError('not-found');
  }
  return stock;
}

/** @throws DomainError not-found */
export const ownStock = async (
  { findStock }: Pick<StockStore, 'findStock'>,
  productId: ProductId,
  identity: Identity,
): Promise<Stock> => requireOwnStock(await findStock(productId), identity);
