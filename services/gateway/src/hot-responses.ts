import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHeldResponses, type HeldResponses } from './held-responses.ts';
import { wantsPage } from './wants-page.ts';

/**
 * Answers to public reads of products and of the first pages of their lists, held for a second. A product's is dropped at
 * once when an event says that the product changed, and before somebody who changed something of it is answered: through
 * this gateway they read what they wrote (RFC 9111, 4.4). Any product may stand in any list, so all lists are dropped with
 * it. What is hot then costs one hop per second. These reads cost less than refusing them, so they count against no limit.
 */
export interface HotResponses extends Pick<HeldResponses, 'serve' | 'record'> {
  /** Whether this request may have an answer that is everybody's, provided that who asks sees what everybody sees. */
  isCandidate(req: IncomingMessage): boolean;
  /** Answers from memory whoever is known at once to see what everybody sees; false when it cannot. */
  serveAtOnce(req: IncomingMessage, res: ServerResponse): boolean;
  forget(productId: string): void;
}

const maximumProducts = 5000;
const maximumLists = 200;
const productPath = /^\/products\/[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** No cursor: later pages are rarely asked for twice. Nothing either of what only merchants and administrators see. */
const listParameter = '(?:category|currencyCode|sort|limit)=[\\w-]{1,60}';
const listTarget = new RegExp(`^/products(?:\\?${listParameter}(?:&${listParameter}){0,3})?$`);
const ofProduct = /^\/products\/([0-9a-f]{8}-[0-9a-f-]{27})(?:\/|$)/;

/** The product that a path is of, or is something of. */
export const productOf = (path: string): string | undefined => ofProduct.exec(path)?.[1];

const isCandidate = (req: IncomingMessage) => {
  const { method, url = '' } = req;
  return method === 'GET' && (productPath.test(url) || listTarget.test(url)) && !wantsPage(req);
};

/** @param isShopper whether it is known at once that who asks sees what everybody sees */
export function createHotResponses(
  isShopper: (req: IncomingMessage) => boolean,
  now: () => number = Date.now,
): HotResponses {
  const products = createHeldResponses(maximumProducts, now);
  const lists = createHeldResponses(maximumLists, now);
  const heldFor = ({ url = '' }: IncomingMessage) => (productPath.test(url) ? products : lists);
  return {
    isCandidate,
    serve: (req, res) => heldFor(req).serve(req, res),
    serveAtOnce(req, res) {
      const { method, url = '' } = req;
      if (method !== 'GET' || (!products.has(url) && !lists.has(url))) return false;
      return !wantsPage(req) && isShopper(req) && heldFor(req).serve(req, res);
    },
    record: (req, res) => heldFor(req).record(req, res),
    forget(productId) {
      products.forget(`/products/${productId}`);
      lists.forgetAll();
    },
  };
}
