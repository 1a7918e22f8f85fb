import type { Product } from './product.ts';

/** Strong: it changes with everything that a product's representation shows. */
export const productEtag = ({
  version,
  availability,
  reviewRevision,
}: Pick<Product, 'version' | 'availability' | 'reviewRevision'>): string =>
  `"${version}.${availability.version}.${reviewRevision}"`;
