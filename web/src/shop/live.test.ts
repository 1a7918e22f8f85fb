import { describe, expect, it } from '@jest/globals';
import type { LiveProduct, ProductId } from '@arcade/contracts';
import { withNews } from './live.ts';

const shown = {
  price: { amount: 100, currencyCode: 'EUR' },
  availability: { available: 3, asOf: '2030-01-31T12:00:00.000Z' },
} as const;
const of = { productId: 'p' as ProductId, aggregateVersion: 7 };

describe('withNews', () => {
  it('shows the new price and the same stock', () => {
    const price = { amount: 90, currencyCode: 'EUR' };
    expect(withNews(shown, { change: 'price', ...of, price, oldPrice: shown.price })).toEqual({ ...shown, price });
  });

  it('shows how many there are now at the same price', () => {
    const news: LiveProduct = { change: 'stock', ...of, available: 0 };
    expect(withNews(shown, news)).toEqual({ ...shown, availability: { ...shown.availability, available: 0 } });
  });

  it('leaves what has to be read again as it is', () => {
    expect(withNews(shown, { change: 'details', ...of })).toEqual(shown);
  });
});
