import type { IncomingMessage } from 'node:http';
import { DomainError } from '@arcade/contracts';

const host = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * RFC 9112 wants exactly one valid Host (HTTP/1.0 may leave it out): two mean one thing to a proxy and another to us.
 * @throws DomainError invalid-request
 */
export function requireOneHost({ rawHeaders, httpVersion }: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'>): void {
  const given: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'host') given.push(rawHeaders[i + 1] ?? '');
  }
  const [only] = given;
  if (only === undefined && httpVersion === '1.0') return;
  if (only === undefined || given.length > 1 || !host.test(only)) {
    throw new DomainError('invalid-request', 'A request names exactly one valid host');
  }
}
