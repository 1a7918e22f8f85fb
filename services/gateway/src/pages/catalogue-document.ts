import { pages, type ProductSummary } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import type { Head } from './document-head.ts';
import { escapeHtml } from './html.ts';

const description = 'Things for your room, to look at from all sides before you buy.';

/** A category's list is a page of its own; its order is not. */
export function catalogueHead(category: string | undefined, origin: string): Head {
  const title = category === undefined ? pages.catalogue.title : categoryTitle(category);
  return {
    title,
    description,
    canonical: category === undefined ? `${origin}/` : `${origin}/?category=${category}`,
    indexed: true,
    type: 'website',
    image: { url: `${origin}/icon-512.png`, alt: 'Arcade' },
    data: [{ '@context': 'https://schema.org', '@type': 'WebSite', name: 'Arcade', url: `${origin}/` }],
  };
}

/** Any other page: its name is all there is to say. */
export const plainHead = (title: string, path: string, origin: string): Head => ({
  title,
  description,
  canonical: `${origin}${path}`,
  indexed: false,
  type: 'website',
  data: [],
});

const categoryTitle = (category: string) => category.charAt(0).toUpperCase() + category.slice(1).replaceAll('-', ' ');

/** What a person sees of the catalogue whose browser runs no programs. */
export function catalogueSummary(products: readonly ProductSummary[]): string {
  const rows = products.map(
    ({ productId, name, price }) =>
      `<li><a href="/products/${productId}">${escapeHtml(name)}</a>, ${escapeHtml(formatMoney(price, 'en'))}</li>`,
  );
  return `<h1>${pages.catalogue.title}</h1>\n      <ul>${rows.join('')}</ul>`;
}
