import type { OwnReview } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { api } from '../shop/api.ts';
import { productsApi } from '../shop/operations.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { useForm } from './use-form.ts';

interface ReviewFormProps {
  readonly productId: string;
  /** What is changed; null: a first one. */
  readonly review: OwnReview | null;
  readonly saved: (review: OwnReview) => Promise<void>;
  readonly cancel: (() => void) | undefined;
}

const meanings = ['Not at all good', 'Not so good', 'All right', 'Good', 'Very good'];
const longest = 2000;
const unrated = new Map([['rating', 'Please choose how many stars.']]);

/** Stars and words. */
export function ReviewForm({ productId, review, saved, cancel }: ReviewFormProps) {
  const [rating, setRating] = useState(review?.rating ?? 0);
  const send = async ({ comments = '' }: Readonly<Record<string, string>>) => {
    const { body } = await api.call(productsApi.reviewProduct, { params: { productId }, body: { rating, comments } });
    await saved(body);
  };
  const { busy, failure, errors, formProps } = useForm(send, {
    inspect: () => (rating === 0 ? unrated : new Map()),
  });
  const fault = rating === 0 ? errors.get('rating') : undefined;
  return (
    <form class="own-review panel" {...formProps}>
      <h3>{review === null ? 'What do you think of it?' : 'Change your review'}</h3>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <fieldset class="star-choice" aria-describedby={fault === undefined ? undefined : 'rating-error'}>
        <legend>
          Stars <span class="muted">{meanings[rating - 1] ?? ''}</span>
        </legend>
        {meanings.map((meaning, index) => (
          <label key={meaning} data-lit={index < rating}>
            <input
              type="radio"
              name="rating"
              value={index + 1}
              checked={rating === index + 1}
              onChange={() => setRating(index + 1)}
            />
            <span class="hidden">
              {index + 1} of 5: {meaning}
            </span>
            <span aria-hidden="true">★</span>
          </label>
        ))}
        {fault !== undefined && (
          <p class="field-error" id="rating-error">
            {fault}
          </p>
        )}
      </fieldset>
      <div class="field">
        <label for="comments">
          In your words <span class="muted">(optional)</span>
        </label>
        <textarea id="comments" name="comments" rows={4} maxLength={longest} defaultValue={review?.comments ?? ''} />
        {errors.has('comments') && <p class="field-error">{errors.get('comments')}</p>}
      </div>
      <p class="choices">
        <button class="primary" type="submit" aria-disabled={busy}>
          {review === null ? 'Send the review' : 'Save the review'}
        </button>
        {cancel !== undefined && (
          <button type="button" onClick={cancel}>
            Leave it
          </button>
        )}
      </p>
    </form>
  );
}
