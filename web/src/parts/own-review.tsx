import type { EndpointResult, OwnReview as Own, Product } from '@arcade/contracts';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { productsApi } from '../shop/operations.ts';
import { problemWords } from '../shop/problem-words.ts';
import { user } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { useResource } from '../shop/use-resource.ts';
import { attempt, ProblemNotice } from './problem-notice.tsx';
import { ReviewForm } from './review-form.tsx';
import { Stars } from './stars.tsx';

interface OwnReviewProps {
  readonly product: Product;
  /** What everybody sees of the reviews has changed. */
  readonly changed: () => void;
}

/** What the reader has said of a product, or may say; and if not, why. */
export function OwnReview({ product, changed }: OwnReviewProps) {
  if (user.value === undefined) return <div class="own-review" aria-hidden="true" />;
  if (user.value === null) {
    return (
      <p class="own-review">
        <a href={`/sign-in?next=${encodeURIComponent(`/products/${product.productId}`)}`}>Sign in</a> to write a review
        of what you have bought.
      </p>
    );
  }
  return <OfReader key={user.value.userId} product={product} changed={changed} userId={user.value.userId} />;
}

type Answer = EndpointResult<typeof productsApi.getMyReview>;

const reasons: Readonly<Record<NonNullable<Answer['reason']>, string>> = {
  'own-product': 'This is yours: others tell what they think of it.',
  'purchase-required': problemWords['purchase-required'],
};

function OfReader({ product: { productId }, changed, userId }: OwnReviewProps & { readonly userId: string }) {
  const { resource, reload } = useResource(
    `review ${productId} ${userId}`,
    async () => (await api.call(productsApi.getMyReview, { params: { productId } })).body,
  );
  const [isEdited, setIsEdited] = useState(false);
  if (resource.state === 'loading') return <div class="own-review" aria-hidden="true" />;
  if (resource.state === 'failed')
    return (
      <div class="own-review">
        <ProblemNotice error={resource.error} retry={() => void reload()} />
      </div>
    );
  const { review, reason } = resource.value;
  const refresh = async () => {
    await reload();
    setIsEdited(false);
    changed();
  };
  if (review === null && reason !== null) return <p class="own-review muted">{reasons[reason]}</p>;
  if (review === null || isEdited) {
    return (
      <ReviewForm
        productId={productId}
        review={review}
        saved={async ({ status }) => {
          await refresh();
          toast(
            status === 'published' ? 'Your review is published.' : 'Thank you. We read your review before it is shown.',
          );
        }}
        cancel={review === null ? undefined : () => setIsEdited(false)}
      />
    );
  }
  return <Written review={review} productId={productId} edit={() => setIsEdited(true)} removed={refresh} />;
}

interface WrittenProps {
  readonly review: Own;
  readonly productId: string;
  readonly edit: () => void;
  readonly removed: () => Promise<void>;
}

function Written({ review, productId, edit, removed }: WrittenProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const remove = () =>
    attempt(async () => {
      await api.call(productsApi.deleteReview, { params: { productId, reviewId: review.reviewId } });
      await removed();
      announce('Your review is deleted.');
    });
  return (
    <div class="own-review panel" data-testid="own-review">
      <h3>Your review</h3>
      <Stars rating={review.rating} />
      {review.comments !== '' && <p class="review-text">{review.comments}</p>}
      {review.status === 'pending' && (
        <p class="notice notice-warn">Only you see it so far: we read it before it is shown.</p>
      )}
      {review.status === 'hidden' && (
        <p class="notice notice-bad">
          We have taken it down{review.hiddenReason === undefined ? '' : `: ${review.hiddenReason}`}. You can change it,
          and we read it again.
        </p>
      )}
      <p class="choices">
        <button type="button" onClick={edit}>
          Change it
        </button>
        <button type="button" onClick={() => dialog.current?.showModal()}>
          Delete it
        </button>
      </p>
      <dialog ref={dialog} class="dialog" aria-labelledby="delete-title">
        <h2 id="delete-title">Delete your review?</h2>
        <p>Its stars no longer count for this thing. You can write another one later.</p>
        <p class="choices">
          <button
            type="button"
            class="primary"
            onClick={() => {
              dialog.current?.close();
              void remove();
            }}
          >
            Yes, delete it
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep it
          </button>
        </p>
      </dialog>
    </div>
  );
}
