import type { EndpointAnswer, productsApi } from '@arcade/contracts';
import { revisedContent } from '../products/revision.ts';
import type { Content, Product, Revision } from '../products/product.ts';
import { viewPhoto } from './photo-view.ts';

type RevisionView = EndpointAnswer<typeof productsApi.getRevision>;

/** What is to change, old beside new. */
export function viewRevision(product: Product, revision: Revision): RevisionView {
  const revised = revisedContent(product);
  const change = <Field extends keyof Content>(field: Field) =>
    field in revision.changes ? { [field]: { old: product[field], new: revised[field] } } : {};
  return {
    number: product.revisionNumber,
    status: revision.status,
    ...(revision.reason === null ? {} : { rejectionReason: revision.reason }),
    changes: {
      ...change('name'),
      ...change('description'),
      ...change('categories'),
      ...change('attributes'),
      ...change('dimensions'),
    },
    imagesAdded: revision.added.map((photo) => viewPhoto(revised, product.productId, photo)),
    imagesRemoved: product.photos
      .filter(({ imageId }) => revision.removed.includes(imageId))
      .map((photo) => viewPhoto(product, product.productId, photo)),
    createdAt: revision.createdAt.toISOString(),
    updatedAt: revision.updatedAt.toISOString(),
  };
}
