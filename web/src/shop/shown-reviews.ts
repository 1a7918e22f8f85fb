import type { Product, Review } from '@arcade/contracts';

/** The reviews that a page shows so far. */
export interface ShownReviews {
  readonly items: readonly Review[];
  /** Where the list goes on; undefined before it was asked: a product brings its newest along. */
  readonly cursor: string | undefined;
  readonly hasMore: boolean;
}

/** What a product brings along. */
export const newestReviews = ({ reviews, rating }: Pick<Product, 'reviews' | 'rating'>): ShownReviews => ({
  items: reviews,
  cursor: undefined,
  hasMore: rating.count > reviews.length,
});

interface ReviewPage {
  readonly items: readonly Review[];
  readonly nextCursor?: string | undefined;
}

/** With the next page of the list, whose first one begins with the newest again. */
export const withPage = (shown: ShownReviews, { items, nextCursor }: ReviewPage): ShownReviews => ({
  items: shown.cursor === undefined ? items : [...shown.items, ...items],
  cursor: nextCursor,
  hasMore: nextCursor !== undefined,
});
