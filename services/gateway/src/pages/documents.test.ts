import { describe, expect, it } from '@jest/globals';
import type { Product, ProductSummary } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { catalogueHead, catalogueSummary, plainHead } from './catalogue-document.ts';
import { renderHead, shortened } from './document-head.ts';
import { productHead, productSummary } from './product-document.ts';

const origin = 'https://shop.test';
const attack = `</script><script>alert("1 & 2")</script>'`;

const product = (change: Partial<Product> = {}): Product => ({
  productId: newId(),
  merchantId: newId(),
  name: 'Oak chair',
  description: 'A chair',
  price: { amount: 7900, currencyCode: 'USD' },
  currencyCode: 'USD',
  categories: ['dining-chairs'],
  attributes: {},
  dimensions: null,
  images: [
    {
      imageId: newId(),
      url: '/products/p/images/i',
      label: 'front',
      width: 1024,
      height: 1024,
      alt: 'Oak chair, front',
    },
  ],
  reviews: [],
  rating: { average: null, count: 0 },
  status: 'approved',
  availability: { available: 3, asOf: null },
  version: 1,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  ...change,
});

const dataOf = (html: string) =>
  [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(
    ([, json = '']) => JSON.parse(json) as Record<string, unknown>,
  );

describe('the document of a product', () => {
  it('tells search engines what it is and what it costs', () => {
    const chair = product({ rating: { average: 4.5, count: 2 } });
    const address = `${origin}/products/${chair.productId}`;
    const html = renderHead(productHead(chair, origin));
    expect(html).toContain('<title>Oak chair · Arcade</title>');
    expect(html).toContain(`<link rel="canonical" href="${address}" />`);
    expect(html).toContain('<meta property="og:image" content="https://shop.test/products/p/images/i?width=1024" />');
    expect(html).not.toContain('noindex');
    expect(dataOf(html)).toMatchObject([
      {
        '@type': 'Product',
        name: 'Oak chair',
        offers: { price: '79.00', priceCurrency: 'USD', availability: 'https://schema.org/InStock', url: address },
        aggregateRating: { ratingValue: 4.5, reviewCount: 2 },
      },
      {
        '@type': 'BreadcrumbList',
        itemListElement: [
          { position: 1, item: `${origin}/` },
          { position: 2, name: 'dining chairs', item: `${origin}/?category=dining-chairs` },
          { position: 3, item: address },
        ],
      },
    ]);
  });

  it.each([
    [1999, 'JPY', '1999'],
    [1999, 'KWD', '1.999'],
    [5, 'EUR', '0.05'],
  ])('writes %d minor units of %s as %s', (amount, currencyCode, price) => {
    const head = productHead(product({ price: { amount, currencyCode } }), origin);
    expect(head.data[0]).toMatchObject({ offers: { price, priceCurrency: currencyCode } });
  });

  it('lets nothing that a merchant writes out of its place', () => {
    expect(productSummary(product({ name: 'a\u0000b\u001fc\td' }))).toContain('<h1>abc\td</h1>');
    const evil = product({
      name: attack,
      description: attack,
      images: [{ ...product().images[0], alt: attack } as never],
    });
    const html = renderHead(productHead(evil, origin)) + productSummary(evil);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain('alert("1');
    expect(dataOf(html)[0]).toMatchObject({ name: attack, description: attack });
    expect(html).toContain('&lt;/script&gt;&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;&#39;');
  });

  it('shows name, price and picture where no programs run, and says what is sold out', () => {
    const html = productSummary(product({ availability: { available: 0, asOf: null } }));
    expect(html).toContain('<h1>Oak chair</h1>');
    expect(html).toContain('$79.00</strong>, sold out');
    expect(html).toContain('<img src="/products/p/images/i?width=640" alt="Oak chair, front"');
  });

  it('does without a photo and without a rating', () => {
    const html = renderHead(productHead(product({ images: [] }), origin));
    expect(html).not.toContain('og:image');
    expect(dataOf(html)[0]).not.toHaveProperty('aggregateRating');
  });
});

describe('the document of the catalogue', () => {
  it('has one address for each category, whatever the order of its list', () => {
    expect(catalogueHead(undefined, origin).canonical).toBe(`${origin}/`);
    expect(catalogueHead('floor-lamps', origin)).toMatchObject({
      canonical: `${origin}/?category=floor-lamps`,
      title: 'Floor lamps',
    });
  });

  it('lists what there is, in escaped words', () => {
    const { productId, name, price } = product({ name: attack });
    const html = catalogueSummary([{ productId, name, price } as ProductSummary]);
    expect(html).toContain(`<a href="/products/${productId}">&lt;/script&gt;`);
    expect(html).not.toContain('<script');
  });
});

describe('the document of any other page', () => {
  it('is not for search engines, and names no canonical address', () => {
    const html = renderHead(plainHead('Your cart', '/cart', origin));
    expect(html).toContain('<meta name="robots" content="noindex" />');
    expect(html).not.toContain('canonical');
  });
});

describe('a description', () => {
  it('is cut between words when it is long', () => {
    expect(shortened('a b')).toBe('a b');
    const cut = shortened('word '.repeat(100));
    expect(cut).toMatch(/^(word )+…$/);
    expect(cut.length).toBeLessThanOrEqual(202);
  });
});
