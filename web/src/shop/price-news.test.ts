import { describe, expect, it } from '@jest/globals';
import { priceNews } from './price-news.ts';

const usd = (amount: number) => ({ amount, currencyCode: 'USD' });

describe('priceNews', () => {
  it.each([
    [7900, 6900, /fallen, from \$79\.00 to \$69\.00/],
    [7900, 8900, /risen, from \$79\.00 to \$89\.00/],
  ])('says of %d that is %d now where it went', (was, now, words) => {
    expect(priceNews(usd(was), usd(now))).toMatch(words);
  });

  it('says nothing of a price that came back', () => {
    expect(priceNews(usd(7900), usd(7900))).toBeUndefined();
  });
});
