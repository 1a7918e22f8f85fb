import type { Product } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { api } from '../shop/api.ts';
import { productsApi } from '../shop/operations.ts';
import { formatTime } from '../shop/order-words.ts';
import { isSignedIn } from '../shop/session.ts';
import { formValues } from './field.tsx';
import { attempt } from './problem-notice.tsx';

export const Reviews = ({ product, reload }: { product: Product; reload: () => void }) => (
  <section class="reviews">
    <h2>Reviews</h2>
    {product.reviews.length === 0 && <p class="muted">Nobody has written about this yet.</p>}
    {product.reviews.map(({ reviewId, authorName, rating, comments, createdAt }) => (
      <article class="review" key={reviewId}>
        <p>
          <strong>{authorName}</strong> <span aria-label={`${rating} of 5`}>{'★'.repeat(rating)}</span>{' '}
          <span class="muted">{formatTime(createdAt)}</span>
        </p>
        {comments !== '' && <p>{comments}</p>}
      </article>
    ))}
    {isSignedIn.value && <ReviewForm productId={product.productId} done={reload} />}
  </section>
);

function ReviewForm({ productId, done }: { productId: string; done: () => void }) {
  const [busy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    const { rating, comments = '' } = formValues(form);
    await attempt(async () => {
      const body = { rating: Number(rating), comments };
      await api.call(productsApi.reviewProduct, { params: { productId }, body });
      form.reset();
      done();
    });
    setBusy(false);
  };
  return (
    <form
      class="review-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <label>
        Stars
        <select name="rating">
          {[5, 4, 3, 2, 1].map((stars) => (
            <option key={stars} value={stars}>
              {'★'.repeat(stars)}
            </option>
          ))}
        </select>
      </label>
      <label>
        What you think of it
        <textarea name="comments" rows={3} maxLength={2000} />
      </label>
      <button type="submit" aria-disabled={busy}>
        Send review
      </button>
    </form>
  );
}
