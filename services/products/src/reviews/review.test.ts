import { describe, expect, it } from '@jest/globals';
import { ProductId, ReviewId, UserId } from '@arcade/contracts';
import * as fc from 'fast-check';
import { judgeReview, requireReportable, writeReview, type Review, type ReviewPolicy, type Writing } from './review.ts';

const now = new Date('2026-01-01T00:00:00Z');
const author = UserId.parse('0190a5d0-0000-7000-8000-000000000002');
const writing = (rating: number, comments: string, change: Partial<Writing> = {}): Writing => ({
  said: { productId: ProductId.parse('0190a5d0-0000-7000-8000-000000000001'), userId: author, rating, comments },
  reviewId: ReviewId.parse('0190a5d0-0000-7000-8000-000000000003'),
  authorName: 'Ada L.',
  hasBought: true,
  policy: 'publish',
  now,
  ...change,
});
const good = writeReview(undefined, writing(5, 'Good'));
const refused = (code: string) => expect.objectContaining({ code }) as unknown;

describe('writing a review', () => {
  it('is for who has bought the product; who has written one already may change it', () => {
    expect(good).toMatchObject({ status: 'published', verifiedPurchase: true, version: 1 });
    expect(() => writeReview(undefined, writing(5, 'Good', { hasBought: false }))).toThrow(
      refused('purchase-required'),
    );
    expect(writeReview(good, writing(4, 'Good', { hasBought: false }))).toMatchObject({ verifiedPurchase: false });
  });

  it('waits for an administrator where the shop says so', () => {
    expect(writeReview(undefined, writing(5, '', { policy: 'moderate' })).status).toBe('pending');
    const shown = judgeReview(writeReview(undefined, writing(5, '', { policy: 'moderate' })), { kind: 'show' });
    expect(writeReview(shown, writing(4, '', { policy: 'moderate' })).status).toBe('pending');
  });

  it('changes nothing when the same is said again', () => {
    expect(writeReview(good, writing(5, 'Good'))).toEqual(good);
  });

  it('is no way around an administrator', () => {
    const steps = fc.constantFrom('write', 'write the same', 'report', 'show', 'hide');
    fc.assert(
      fc.property(
        fc.array(steps, { maxLength: 20 }),
        fc.constantFrom<ReviewPolicy>('publish', 'moderate'),
        (story, policy) => {
          let review: Review = writeReview(undefined, writing(3, '0', { policy }));
          for (const [n, step] of story.entries()) {
            const before = review;
            if (step === 'write') review = writeReview(review, writing(1 + (n % 5), `${n + 1}`, { policy }));
            if (step === 'write the same')
              review = writeReview(review, writing(review.rating, review.comments, { policy }));
            if (step === 'report' && review.status === 'published') {
              review = { ...review, openReports: review.openReports + 1 };
            }
            if (step === 'show') review = judgeReview(review, { kind: 'show' });
            if (step === 'hide') review = judgeReview(review, { kind: 'hide', reason: 'Rude' });
            const wasDoubtful = before.status !== 'published' || before.openReports > 0;
            if (step.startsWith('write') && wasDoubtful && review !== before) {
              const isSame = review.comments === before.comments;
              expect(review.status).toBe(isSame ? before.status : 'pending');
            }
            if (review.status === 'hidden') expect(review.hiddenReason).toBe('Rude');
            else expect(review.hiddenReason).toBeNull();
          }
        },
      ),
    );
  });
});

describe('reporting a review', () => {
  it('is for what others have written and everybody sees', () => {
    const reader = UserId.parse('0190a5d0-0000-7000-8000-000000000009');
    expect(requireReportable(good, reader)).toBe(good);
    expect(() => requireReportable(good, author)).toThrow(refused('forbidden'));
    const hidden = judgeReview(good, { kind: 'hide', reason: 'Rude' });
    for (const review of [undefined, hidden])
      expect(() => requireReportable(review, reader)).toThrow(refused('not-found'));
  });
});
