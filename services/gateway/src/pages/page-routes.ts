import { createHash } from 'node:crypto';
import { DomainError, findPage, notFoundTitle, pages, ProductId, type FoundPage } from '@arcade/contracts';
import { isKnown } from '@arcade/service-defaults';
import { Router, type Request, type Response } from 'express';
import { takesPage, wantsPage } from '../wants-page.ts';
import { catalogueHead, catalogueSummary, plainHead } from './catalogue-document.ts';
import { builtFiles } from './built-files.ts';
import type { Head } from './document-head.ts';
import { createPageShell } from './page-shell.ts';
import { productHead, productSummary } from './product-document.ts';
import type { ProductReads } from './product-reads.ts';
import { robots, sitemap } from './sitemap.ts';

export interface PageOptions {
  /** Folder of the built web app. */
  readonly root: string;
  /** Where people reach the shop. */
  readonly origin: string;
  readonly reads: ProductReads;
}

interface PageDocument {
  readonly status: 200 | 404;
  readonly head: Head;
  readonly summary: string;
}

/** The built web app: its files, and a document for every path that a person opens, which says what the page is about. */
export function pageRoutes({ root, origin, reads }: PageOptions): Router {
  const router = Router();
  const shell = createPageShell(root);
  router.get('/robots.txt', (_req, res) => send(res, 'text/plain', robots(origin), 'public, max-age=3600'));
  router.get('/sitemap.xml', async (_req, res) => {
    const ids = await reads.allIds();
    if (ids === undefined) throw new DomainError('dependency-unavailable', 'The catalogue does not answer; try again');
    send(res, 'application/xml', sitemap(ids, origin), 'public, max-age=3600');
  });
  router.use(builtFiles(root));
  router.use(async (req, res, next) => {
    const found = findPage(req.path);
    if (!wantsPage(req) && (found === undefined || !takesPage(req))) {
      next();
      return;
    }
    const { status, head, summary } = await documentOf(found, req, { origin, reads });
    const html = await shell.render({ name: status === 404 ? undefined : found?.name, head, summary });
    sendPage(req, res, status, html);
  });
  return router;
}

async function documentOf(
  found: FoundPage | undefined,
  req: Request,
  { origin, reads }: Pick<PageOptions, 'origin' | 'reads'>,
): Promise<PageDocument> {
  if (found === undefined) return missing(req.path, origin);
  if (found.name === 'catalogue') {
    const category = categoryOf(req.query['category']);
    const products = await reads.newest(category);
    return {
      status: 200,
      head: catalogueHead(category, origin),
      summary: catalogueSummary(products ?? []),
    };
  }
  if (found.name === 'product') {
    const productId = ProductId.safeParse(found.params['productId']);
    const product = productId.success ? await reads.product(productId.data) : null;
    if (product === null) return missing(req.path, origin);
    if (product !== undefined)
      return { status: 200, head: productHead(product, origin), summary: productSummary(product) };
  }
  const { title } = pages[found.name];
  return { status: 200, head: plainHead(title, req.path, origin), summary: `<h1>${title}</h1>` };
}

const missing = (path: string, origin: string): PageDocument => ({
  status: 404,
  head: plainHead(notFoundTitle, path, origin),
  summary: `<h1>${notFoundTitle}</h1>\n      <p><a href="/">To the catalogue</a></p>`,
});

const categoryOf = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(given) && given.length <= 60 ? given : undefined;

function sendPage(req: Request, res: Response, status: number, html: string): void {
  const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"`;
  res.vary('accept, user-agent').setHeader('etag', etag);
  res.setHeader('cache-control', 'no-cache');
  if (status === 200 && isKnown(req.headers['if-none-match'], etag)) {
    res.status(304).end();
    return;
  }
  res.status(status).type('text/html').send(html);
}

function send(res: Response, type: string, text: string, cacheControl: string): void {
  res.setHeader('cache-control', cacheControl);
  res.type(type).send(text);
}
