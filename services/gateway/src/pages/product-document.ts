import type { Product } from '@arcade/contracts';
import { formatMoney, toDecimal } from '@arcade/money';
import { shortened, type Head } from './document-head.ts';
import { escapeHtml } from './html.ts';

export function productHead(product: Product, origin: string): Head {
  const canonical = `${origin}/products/${product.productId}`;
  const [photo] = product.images;
  const description = shortened(`${formatMoney(product.price, 'en')}. ${product.description}`);
  return {
    title: product.name,
    description,
    canonical,
    indexed: true,
    type: 'product',
    ...(photo === undefined ? {} : { image: { url: `${origin}${photo.url}?width=1024`, alt: photo.alt } }),
    data: [productData(product, origin, canonical), breadcrumbs(product, origin, canonical)],
  };
}

function productData(product: Product, origin: string, canonical: string) {
  const { average, count } = product.rating;
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    description: product.description,
    sku: product.productId,
    url: canonical,
    image: product.images.map(({ url }) => `${origin}${url}?width=1024`),
    offers: {
      '@type': 'Offer',
      url: canonical,
      price: toDecimal(product.price),
      priceCurrency: product.price.currencyCode,
      availability: `https://schema.org/${product.availability.available > 0 ? 'InStock' : 'OutOfStock'}`,
    },
    ...(average === null
      ? {}
      : { aggregateRating: { '@type': 'AggregateRating', ratingValue: average, reviewCount: count } }),
  };
}

function breadcrumbs({ name, categories }: Product, origin: string, canonical: string) {
  const [category] = categories;
  const steps = [
    { name: 'Everything', item: `${origin}/` },
    ...(category === undefined
      ? []
      : [{ name: category.replaceAll('-', ' '), item: `${origin}/?category=${category}` }]),
    { name, item: canonical },
  ];
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, index) => ({ '@type': 'ListItem', position: index + 1, ...step })),
  };
}

/** What a person sees of a product whose browser runs no programs. */
export function productSummary({ name, price, description, images, availability }: Product): string {
  const [photo] = images;
  const picture =
    photo === undefined
      ? ''
      : `<img src="${escapeHtml(photo.url)}?width=640" alt="${escapeHtml(photo.alt)}" width="640" height="640" />`;
  return `<h1>${escapeHtml(name)}</h1>
      ${picture}
      <p><strong>${escapeHtml(formatMoney(price, 'en'))}</strong>, ${availability.available > 0 ? 'in stock' : 'sold out'}</p>
      <p>${escapeHtml(description)}</p>
      <p><a href="/">All things</a></p>`;
}
