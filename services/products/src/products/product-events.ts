import { PriceChanged, ProductChanged, ProductCreated, ProductStatusChanged } from '@arcade/contracts';
import { outgoing, type OutgoingEvent } from '@arcade/messaging';
import { imageUrlOf, type Offer } from './product.ts';

/** The event of a new version: one for each, so that versions tell consumers whether they have missed any. */
export function eventOf(before: Offer | undefined, after: Offer, cause?: string): OutgoingEvent | undefined {
  if (before?.version === after.version) return undefined;
  const aggregate = { id: after.productId, version: after.version };
  const state = stateOf(after);
  if (before === undefined) return outgoing(ProductCreated, aggregate, state, cause);
  if (before.status !== after.status) {
    const reason = after.rejectionReason === null ? {} : { reason: after.rejectionReason };
    return outgoing(ProductStatusChanged, aggregate, { ...state, oldStatus: before.status, ...reason }, cause);
  }
  const samePrice =
    before.price.amount === after.price.amount && before.price.currencyCode === after.price.currencyCode;
  if (!samePrice) return outgoing(PriceChanged, aggregate, { ...state, oldPrice: before.price }, cause);
  return outgoing(ProductChanged, aggregate, state, cause);
}

export function stateOf({ productId, merchantId, name, price, status, categories, photos }: Offer) {
  const [first] = photos;
  const imageUrl = first === undefined ? null : imageUrlOf(productId, first.imageId);
  return { productId, merchantId, name, price, status, categories: [...categories], imageUrl };
}
