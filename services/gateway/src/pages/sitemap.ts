import { pages, type PageSpec } from '@arcade/contracts';
import { escapeHtml } from './html.ts';

/** Everything that search engines may show. */
export function sitemap(productIds: readonly string[], origin: string): string {
  const addresses = [`${origin}/`, ...productIds.map((productId) => `${origin}/products/${productId}`)];
  const rows = addresses.map((address) => `<url><loc>${escapeHtml(address)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${rows.join('\n')}
</urlset>
`;
}

/** What robots leave alone: pages that are somebody's own, each of which would be refused to them anyway. */
export function robots(origin: string): string {
  const closed = Object.values<PageSpec>(pages)
    .filter(({ indexed, path }) => !indexed && !path.includes(':'))
    .map(({ path }) => `Disallow: ${path}`);
  return ['User-agent: *', ...closed, `Sitemap: ${origin}/sitemap.xml`, ''].join('\n');
}
