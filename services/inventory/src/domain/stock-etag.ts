import { DomainError } from '@arcade/contracts';
import type { Stock } from './stock.ts';

/** Strong: units that became overdue show in the answer before the sweeper gives the row a new version. */
export const etagOfStock = ({ version, overdue }: Pick<Stock, 'version' | 'overdue'>): string =>
  overdue === 0 ? `"${version}"` : `"${version}.${overdue}"`;

/** @throws DomainError etag-mismatch with the current ETag */
export function requireMatch(ifMatch: string, stock: Stock): void {
  if (ifMatch === '*' || ifMatch === etagOfStock(stock)) return;
  throw new DomainError('etag-mismatch', undefined, { currentETag: etagOfStock(stock) });
}
