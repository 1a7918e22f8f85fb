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
  const own =
    origin === undefined ? site === 'same-origin' : origin === publicOrigin || isAskedHost(origin, publicOrigin, req);
  if (!own) throw new DomainError('csrf-rejected');
}

/** People reach one shop as localhost and as 127.0.0.1; but never a secure one from a page that is not. */
function isAskedHost(origin: string, publicOrigin: string, req: IncomingMessage): boolean {
  const given = URL.parse(origin);
  return given !== null && given.host === req.headers.host && given.protocol === new URL(publicOrigin).protocol;
}
