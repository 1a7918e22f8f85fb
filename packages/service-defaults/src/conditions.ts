import { DomainError } from '@arcade/contracts';

/** What `If-Match` says (RFC 9110, section 13.1.1), read: any current state, or one of these. */
export interface IfMatch {
  readonly any: boolean;
  /** Strong tags with their quotes. Weak ones never match strongly, so none is here. */
  readonly tags: readonly string[];
}

const entityTag = /(W\/)?("[\x21\x23-\x7E\x80-\xFF]*")/y;

/** Tags of a list, weak ones with `W/`; undefined when it is none. Empty elements count for nothing. */
function tagsOf(value: string): readonly string[] | undefined {
  const tags: string[] = [];
  let at = 0;
  const skip = (characters: string) => {
    while (at < value.length && characters.includes(value[at] ?? '')) at++;
  };
  for (skip(' \t,'); at < value.length; skip(' \t,')) {
    entityTag.lastIndex = at;
    const [tag] = entityTag.exec(value) ?? [];
    if (tag === undefined) return undefined;
    tags.push(tag);
    at += tag.length;
    skip(' \t');
    if (at < value.length && value[at] !== ',') return undefined;
  }
  return tags.length === 0 ? undefined : tags;
}

/** @throws DomainError invalid-request for what is neither `*` nor a list of entity tags */
export function parseIfMatch(value: string): IfMatch {
  if (value.trim() === '*') return { any: true, tags: [] };
  const tags = tagsOf(value);
  if (tags === undefined) {
    const detail = 'If-Match is * or a list of entity tags in quotes';
    throw new DomainError('invalid-request', detail, {
      errors: [{ pointer: '/headers/if-match', detail, code: 'invalid_format' }],
    });
  }
  return { any: false, tags: tags.filter((tag) => !tag.startsWith('W/')) };
}

/**
 * Lets a change pass whose condition holds for the current state. `current` is its strong tag: undefined when there is
 * nothing yet, which not even `*` matches. `isSame` says which tags name the current state, when it has several.
 * @throws DomainError etag-mismatch (412) with the current ETag
 */
export function requireMatch(
  { any, tags }: IfMatch,
  current: string | undefined,
  isSame: (tag: string) => boolean = (tag) => tag === current,
): void {
  if (current !== undefined && (any || tags.some(isSame))) return;
  throw new DomainError('etag-mismatch', undefined, current === undefined ? {} : { currentETag: current });
}

const opaque = (tag: string) => tag.replace(/^W\//, '');

/**
 * Whether a reader has the current state already (RFC 9110, section 13.1.2): `If-None-Match` is `*` or names it, weakly
 * compared. A header that cannot be read is as good as none.
 */
export function isKnown(ifNoneMatch: string | undefined, current: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === current || ifNoneMatch.trim() === '*') return true;
  return tagsOf(ifNoneMatch)?.some((tag) => opaque(tag) === opaque(current)) === true;
}

/** Strong ETag of a versioned resource. */
export const etagOf = (version: number): string => `"${version}"`;
