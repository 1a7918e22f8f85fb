import { DomainError, type ImageId } from '@arcade/contracts';
import { isSame } from './is-same.ts';
import { isSamePhoto, type Content, type Offer, type Photo, type Product, type Revision } from './product.ts';

/**
 * Changes of a product in the catalogue wait here until an administrator has seen them; shoppers go on seeing what was
 * approved. A revision holds only what differs, so that what is changed in the product meanwhile stays changed.
 */
type Proposal = Pick<Revision, 'changes' | 'added' | 'removed'>;

const nothing: Proposal = { changes: {}, added: [], removed: [] };

/** The product as its merchant wants it: with the revision, if there is one. */
export const revisedContent = (product: Offer): Content => ({ ...contentOf(product), ...product.revision?.changes });

export function revisedPhotos({ photos, revision }: Pick<Offer, 'photos' | 'revision'>): readonly Photo[] {
  const { added, removed } = revision ?? nothing;
  return [...photos.filter(({ imageId }) => !removed.includes(imageId)), ...added];
}

/** Photos whose bytes are kept: those shown or proposed, and those that orders, carts and caches may refer to. */
export const keptPhotos = ({ photos, revision, publishedPhotos }: Offer): ReadonlySet<ImageId> =>
  new Set([...[...photos, ...(revision?.added ?? [])].map(({ imageId }) => imageId), ...publishedPhotos]);

/** The product itself when nothing would be different. */
export const proposeContent = (product: Product, change: Partial<Content>, now: Date): Product =>
  propose(product, { changes: { ...product.revision?.changes, ...change } }, now);

/** A photo that was to be removed stays instead of being added again. */
export function proposePhoto(product: Product, photo: Photo, now: Date): Product {
  const { added, removed } = product.revision ?? nothing;
  const back = product.photos.find((known) => removed.includes(known.imageId) && isSamePhoto(known, photo));
  if (back !== undefined) return propose(product, { removed: removed.filter((id) => id !== back.imageId) }, now);
  return propose(product, { added: [...added, photo] }, now);
}

export function proposeRemoval(product: Product, imageId: ImageId, now: Date): Product {
  const { added, removed } = product.revision ?? nothing;
  const kept = added.filter((photo) => photo.imageId !== imageId);
  return propose(product, kept.length < added.length ? { added: kept } : { removed: [...removed, imageId] }, now);
}

/** What a proposal still is beside the product as it is now; null when it proposes nothing any more. */
export function prune<Given extends Proposal>(proposal: Given, product: Offer): Given | null {
  const current = contentOf(product);
  const changes = Object.fromEntries(
    Object.entries(proposal.changes).filter(([field, value]) => !isSame(current[field as keyof Content], value)),
  );
  const added = proposal.added.filter((photo) => !product.photos.some((known) => isSamePhoto(known, photo)));
  const removed = proposal.removed.filter((id) => product.photos.some(({ imageId }) => imageId === id));
  const isEmpty = Object.keys(changes).length === 0 && added.length === 0 && removed.length === 0;
  return isEmpty ? null : { ...proposal, changes, added, removed };
}

/** Whatever is proposed anew waits to be seen, also after a rejection. */
function propose(product: Product, change: Partial<Proposal>, now: Date): Product {
  const { revision, revisionNumber } = product;
  const wanted = { ...(revision ?? { ...nothing, createdAt: now }), ...change };
  const pruned = prune(wanted, product);
  if (isSame(pruned === null ? null : proposalOf(pruned), revision === null ? null : proposalOf(revision)))
    return product;
  const next = pruned === null ? null : { ...pruned, status: 'pending' as const, reason: null, updatedAt: now };
  return { ...product, revision: next, revisionNumber: revisionNumber + 1 };
}

/** What an approval makes of the product. @throws DomainError not-found, illegal-transition */
export function approvedRevision(product: Product): Partial<Offer> {
  const { status } = requireRevision(product);
  if (status !== 'pending') {
    throw new DomainError('illegal-transition', 'The revision was rejected; its merchant has to change it first', {
      allowed: [],
    });
  }
  return withRevision(product);
}

/** @throws DomainError not-found */
export function rejectRevision(product: Product, reason: string, now: Date): Product {
  const revision = requireRevision(product);
  if (revision.status === 'rejected') return product;
  const rejected = { ...revision, status: 'rejected' as const, reason, updatedAt: now };
  return { ...product, revision: rejected, revisionNumber: product.revisionNumber + 1 };
}

/** @throws DomainError not-found */
export function discardRevision(product: Product): Product {
  requireRevision(product);
  return { ...product, revision: null, revisionNumber: product.revisionNumber + 1 };
}

/** @throws DomainError not-found */
export function requireRevision({ revision }: Pick<Offer, 'revision'>): Revision {
  if (revision === null) throw new DomainError('not-found', 'The product has no revision');
  return revision;
}

/** The product with its revision as its own content. */
export const withRevision = (product: Offer): Partial<Offer> =>
  product.revision === null
    ? {}
    : {
        ...revisedContent(product),
        photos: revisedPhotos(product),
        revision: null,
        revisionNumber: product.revisionNumber + 1,
      };

const contentOf = ({ name, description, categories, attributes, dimensions }: Content): Content => ({
  name,
  description,
  categories,
  attributes,
  dimensions,
});

const proposalOf = ({ changes, added, removed }: Proposal): Proposal => ({ changes, added, removed });
