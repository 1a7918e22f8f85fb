import type { Product } from './product.ts';

type Versions = Pick<Product, 'version' | 'availability' | 'reviewRevision'>;

/** Strong: it changes with everything that a product shows to shoppers. */
export const productEtag = (versions: Versions): string => `"${shown(versions)}"`;

/** As its merchant and administrators see it: with its revision, once it had one. */
export const managedEtag = (product: Versions & Pick<Product, 'revisionNumber'>): string =>
  product.revisionNumber === 0 ? productEtag(product) : `"${shown(product)}.${product.revisionNumber}"`;

const shown = ({ version, availability, reviewRevision }: Versions) =>
  `${version}.${availability.version}.${reviewRevision}`;
