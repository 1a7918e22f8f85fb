import { escapeHtml, jsonInScript } from './html.ts';

/** What the document of a page says of it: to browsers, search engines and whoever shows a preview of its link. */
export interface Head {
  readonly title: string;
  readonly description: string;
  /** The one address of what the page shows, with the shop's origin. */
  readonly canonical: string;
  readonly indexed: boolean;
  readonly image?: { readonly url: string; readonly alt: string };
  readonly type: 'website' | 'product';
  /** schema.org objects. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

export const shopName = 'Arcade';

const property = (name: string, content: string) => `<meta property="${name}" content="${escapeHtml(content)}" />`;

export function renderHead({ title, description, canonical, indexed, image, type, data }: Head): string {
  return [
    `<title>${escapeHtml(title)} · ${shopName}</title>`,
    `<meta name="description" content="${escapeHtml(description)}" />`,
    ...(indexed
      ? [`<link rel="canonical" href="${escapeHtml(canonical)}" />`]
      : ['<meta name="robots" content="noindex" />']),
    property('og:site_name', shopName),
    property('og:type', type),
    property('og:title', title),
    property('og:description', description),
    property('og:url', canonical),
    ...(image === undefined ? [] : [property('og:image', image.url), property('og:image:alt', image.alt)]),
    `<meta name="twitter:card" content="${image === undefined ? 'summary' : 'summary_large_image'}" />`,
    ...data.map((each) => `<script type="application/ld+json">${jsonInScript(each)}</script>`),
  ].join('\n    ');
}

const longest = 200;

/** A text as short as a description is shown, cut between words. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  return `${line.slice(0, longest).replace(/\s+\S*$/, '')} …`;
}
