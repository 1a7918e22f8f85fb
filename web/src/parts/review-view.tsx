import type { Review } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { formatDay } from '../shop/order-words.ts';
import { isSignedIn } from '../shop/session.ts';
import { ReportDialog } from './report-dialog.tsx';
import { Stars } from './stars.tsx';

interface ReviewViewProps {
  readonly productId: string;
  readonly review: Review;
  readonly isOwn: boolean;
}

export function ReviewView({ productId, review, isOwn }: ReviewViewProps) {
  const { authorName, rating, comments, verifiedPurchase, createdAt } = review;
  return (
    <article class="review" data-testid="review">
      <p class="review-head">
        <Stars rating={rating} />
        <strong>{isOwn ? 'You' : authorName}</strong>
        {verifiedPurchase && <span class="tag tag-good">Verified purchase</span>}
        <span class="muted">{formatDay(createdAt)}</span>
      </p>
      {comments !== '' && <p class="review-text">{comments}</p>}
      {!isOwn && <Report productId={productId} review={review} />}
    </article>
  );
}

/** Who is not signed in does so first. */
function Report({ productId, review }: Omit<ReviewViewProps, 'isOwn'>) {
  const { path, route } = useLocation();
  const [stage, setStage] = useState<'none' | 'asked' | 'done'>('none');
  if (stage === 'done') return <p class="muted review-reported">Reported. Thank you, we look at it.</p>;
  const report = () => {
    if (isSignedIn.value) setStage('asked');
    else route(`/sign-in?next=${encodeURIComponent(path)}`);
  };
  return (
    <>
      <button type="button" class="link review-report" onClick={report}>
        Report<span class="hidden"> the review by {review.authorName}</span>
      </button>
      {stage === 'asked' && (
        <ReportDialog
          productId={productId}
          reviewId={review.reviewId}
          close={(isDone) => setStage(isDone ? 'done' : 'none')}
        />
      )}
    </>
  );
}
