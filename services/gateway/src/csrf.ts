import type { IncomingMessage } from 'node:http';
import { DomainError } from '@arcade/contracts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A write that a cookie authenticates has to come from our own pages.
 * @throws DomainError csrf-rejected
 */
export function requireOwnPage(req: IncomingMessage, publicOrigin: string): void {
  if (safe.has(req.method ?? '')) return;
  const { origin } = req.headers;
  const site = req.headers['sec-fetch-site'];
  const own = origin === undefined ? site === 'same-origin' : origin === publicOrigin || sameHost(origin, req);
  if (!own) throw new DomainError('csrf-rejected');
}

const sameHost = (origin: string, req: IncomingMessage) =>
  URL.canParse(origin) && new URL(origin).host === req.headers.host;
