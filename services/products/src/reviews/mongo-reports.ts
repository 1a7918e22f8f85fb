import { DomainError, type ReviewId } from '@arcade/contracts';
import type { Clock } from '@arcade/service-defaults';
import type { ClientSession } from 'mongoose';
import type { Models } from '../mongo-models.ts';
import { reportId } from './mongo-review-model.ts';
import type { NewReport, Report } from './review-repository.ts';
import { requireReportable, type Review } from './review.ts';

type ReportStores = Pick<Models, 'reviews' | 'reports'> & { readonly clock: Clock };

const dayMs = 86_400_000;
/** How many an administrator is shown with a review. */
const shownReports = 10;

/** @throws DomainError not-found, forbidden, rate-limited */
export async function reportReview(
  { reviews, reports, clock }: ReportStores,
  find: (reviewId: ReviewId) => Promise<Review | undefined>,
  report: NewReport,
  mostADay: number,
  session: ClientSession,
): Promise<void> {
  const { reviewId, productId, userId } = report;
  const found = await find(reviewId);
  const review = requireReportable(found?.productId === productId ? found : undefined, userId);
  const one = { _id: reportId(reviewId, userId) };
  const earlier = await reports.findOne(one).session(session).lean();
  if (earlier !== null && earlier.reviewVersion >= review.version) return;
  const reportedAt = clock.now();
  const today = { userId, reportedAt: { $gt: new Date(reportedAt.getTime() - dayMs) } };
  if ((await reports.countDocuments(today).session(session)) >= mostADay) {
    throw new DomainError('rate-limited', `Nobody reports more than ${mostADay} reviews a day`);
  }
  const written = { ...report, reportedAt, reviewVersion: review.version };
  await reports.updateOne(one, { $set: written }, { session, upsert: true });
  await reviews.updateOne({ _id: reviewId }, { $inc: { openReports: 1 } }, { session });
}

/** The latest reports of each review. */
export async function reportsOf(
  { reports }: Pick<Models, 'reports'>,
  reviewIds: readonly ReviewId[],
): Promise<ReadonlyMap<ReviewId, readonly Report[]>> {
  const found = await Promise.all(
    reviewIds.map(async (reviewId) => {
      const latest = await reports.find({ reviewId }).sort({ reportedAt: -1 }).limit(shownReports).lean();
      return [reviewId, latest.map(({ reason, note, reportedAt }) => ({ reason, note, reportedAt }))] as const;
    }),
  );
  return new Map(found);
}
