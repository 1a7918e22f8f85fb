import type { Product } from '@arcade/contracts';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { productsApi } from '../shop/operations.ts';
import { user } from '../shop/session.ts';
import { newestReviews, withPage } from '../shop/shown-reviews.ts';
import { OwnReview } from './own-review.tsx';
import { attempt } from './problem-notice.tsx';
import { ReviewView } from './review-view.tsx';
import { Stars } from './stars.tsx';

interface ReviewsProps {
  readonly product: Product;
  readonly reload: () => void;
}

/** What buyers say of a product, and the way to say something oneself. */
export function Reviews({ product, reload }: ReviewsProps) {
  const { reviews, busy, more } = useReviews(product);
  return (
    <section class="reviews" aria-labelledby="reviews-title">
      <div class="reviews-aside">
        <h2 id="reviews-title">Reviews</h2>
        <Summary rating={product.rating} />
        <OwnReview product={product} changed={reload} />
      </div>
      <div>
        {reviews.length === 0 && (
          <p class="reviews-none muted">Nobody has written about this yet. Who buys it can be the first.</p>
        )}
        {reviews.map((review) => (
          <ReviewView
            key={review.reviewId}
            productId={product.productId}
            review={review}
            isOwn={review.userId === user.value?.userId}
          />
        ))}
        {more !== undefined && (
          <button class="more" type="button" aria-disabled={busy} onClick={() => busy || void more()}>
            Show more reviews
          </button>
        )}
      </div>
    </section>
  );
}

const Summary = ({ rating: { average, count } }: Pick<Product, 'rating'>) =>
  average === null ? null : (
    <p class="reviews-summary">
      <span class="reviews-average">{average.toFixed(1)}</span>
      <span>
        <Stars rating={average} />
        <br />
        <span class="muted">
          {count} {count === 1 ? 'review' : 'reviews'}
        </span>
      </span>
    </p>
  );

/** The newest reviews come with the product; the list has the others. */
function useReviews(product: Product) {
  const { productId } = product;
  // The product is read again now and then; only news begins the list anew.
  const newest = JSON.stringify([product.reviews, product.rating]);
  const [shown, setShown] = useState(() => newestReviews(product));
  const [busy, setBusy] = useState(false);
  useEffect(() => setShown(newestReviews(product)), [newest]);
  const more = async () => {
    setBusy(true);
    await attempt(async () => {
      const query = { cursor: shown.cursor };
      const next = withPage(shown, (await api.call(productsApi.listReviews, { params: { productId }, query })).body);
      setShown(next);
      announce(`${next.items.length} reviews are shown.`);
    });
    setBusy(false);
  };
  return { reviews: shown.items, busy, more: shown.hasMore ? more : undefined };
}
