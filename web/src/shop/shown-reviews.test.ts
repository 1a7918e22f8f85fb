import { describe, expect, it } from '@jest/globals';
import type { Review } from '@arcade/contracts';
import { newestReviews, withPage } from './shown-reviews.ts';

const reviews = (...names: readonly string[]) => names.map((reviewId) => ({ reviewId }) as unknown as Review);
const rating = (count: number) => ({ average: 4, count });
const idsOf = ({ items }: { items: readonly Review[] }) => items.map(({ reviewId }) => reviewId).join(' ');

describe('the reviews that are shown', () => {
  it('are those of the product, and more only when there are', () => {
    const all = newestReviews({ reviews: reviews('a', 'b'), rating: rating(2) });
    expect([idsOf(all), all.hasMore]).toEqual(['a b', false]);
    expect(newestReviews({ reviews: reviews('a', 'b'), rating: rating(3) }).hasMore).toBe(true);
  });

  it('go on page by page, none twice and none left out', () => {
    const first = newestReviews({ reviews: reviews('a', 'b'), rating: rating(5) });
    const second = withPage(first, { items: reviews('new', 'a', 'b'), nextCursor: 'x' });
    expect([idsOf(second), second.cursor, second.hasMore]).toEqual(['new a b', 'x', true]);
    const last = withPage(second, { items: reviews('c', 'd') });
    expect([idsOf(last), last.hasMore]).toEqual(['new a b c d', false]);
  });
});
