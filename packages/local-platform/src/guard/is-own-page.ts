import type { IncomingHttpHeaders } from 'node:http';

const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request to a server on loopback comes from its own pages or from a program. Not so from a page of another
 * origin, nor from one whose name was made to lead here (its Host is that name).
 */
export function isOwnPage({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (host === undefined || !loopback.test(host)) return false;
  if (origin === undefined || site === 'same-origin') return true;
  return URL.parse(origin)?.host === host.toLowerCase();
}
