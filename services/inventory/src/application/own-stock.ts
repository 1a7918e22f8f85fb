import { DomainError, type Identity, type ProductId } from '@arcade/contracts';
import type { Stock } from '../domain/stock.ts';
import type { StockStore } from './stock-store.ts';

const isOwn = (stock: Stock, { userId, roles }: Identity) => stock.merchantId === userId || roles.includes('admin');

/**
 * Stock that the caller may see: of a product in the catalogue, of one's own, and any for admins.
 * @throws DomainError not-found
 */
export function visibleStock(stock: Stock | undefined, identity: Identity | undefined): Stock {
  if (stock === undefined) throw new DomainError('not-found');
  if (stock.listed || (identity !== undefined && isOwn(stock, identity))) return stock;
  throw new DomainError('not-found');
}

/**
 * A merchant changes only own products' stock, an admin any.
 * @throws DomainError not-found
 */
export function requireOwnStock(stock: Stock | undefined, identity: Identity): Stock {
  if (stock === undefined || !isOwn(stock, identity)) throw new DomainError('not-found');
  return stock;
}

/** @throws DomainError not-found */
export const ownStock = async (
  { findStock }: Pick<StockStore, 'findStock'>,
  productId: ProductId,
  identity: Identity,
): Promise<Stock> => requireOwnStock(await findStock(productId), identity);
