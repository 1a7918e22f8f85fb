import type { Stock } from './stock.ts';

/** Strong: units that became overdue show in the answer before the sweeper gives the row a new version. */
export const etagOfStock = ({ version, overdue }: Pick<Stock, 'version' | 'overdue'>): string =>
  overdue === 0 ? `"${version}"` : `"${version}.${overdue}"`;
