import { DomainError } from '@arcade/contracts';

/** Strong ETag of a versioned resource. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * Whether the caller's `If-Match` names the current version.
 * @throws DomainError etag-mismatch (412) with the current ETag
 */
export function requireMatch(ifMatch: string, version: number): void {
  if (ifMatch !== '*' && ifMatch !== etagOf(version)) {
    throw new DomainError('etag-mismatch', undefined, { currentETag: etagOf(version) });
  }
}
