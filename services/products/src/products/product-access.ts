import { DomainError, type Identity } from '@arcade/contracts';
import { requireMatch, type IfMatch } from '@arcade/service-defaults';
import { managedEtag } from './product-etag.ts';
import type { Offer, Product } from './product.ts';

/** Its merchant and administrators. */
export const mayManage = (identity: Identity | undefined, { merchantId }: Pick<Offer, 'merchantId'>): boolean =>
  identity !== undefined && (identity.userId === merchantId || identity.roles.includes('admin'));

/**
 * A product that the caller may see: an approved one, one's own, and any for administrators.
 * @throws DomainError not-found
 */
export function visible<Found extends Pick<Offer, 'merchantId' | 'status'>>(
  product: Found | undefined,
  identity: Identity | undefined,
): Found {
  if (product !== undefined && (product.status === 'approved' || mayManage(identity, product))) return product;
  throw new DomainError('not-found');
}

/** @throws DomainError not-found for a product of somebody else */
export function requireOwn(product: Offer, identity: Identity): void {
  if (!mayManage(identity, product)) throw new DomainError('not-found');
}

/**
 * Stock and reviews go on changing while a merchant edits, so of the ETag only the product's own version has to match, and
 * that of its revision where what is changed may be in it.
 * @throws DomainError etag-mismatch with the current ETag
 */
export function requireVersion(ifMatch: IfMatch, product: Product, part: 'all' | 'price'): void {
  requireMatch(ifMatch, managedEtag(product), (tag) => {
    const [, version, revision = '0'] = /^"(\d+)(?:\.\d+\.\d+(?:\.(\d+))?)?"$/.exec(tag) ?? [];
    return Number(version) === product.version && (part === 'price' || Number(revision) === product.revisionNumber);
  });
}
