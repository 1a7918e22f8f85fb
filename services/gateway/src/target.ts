import type { IncomingMessage } from 'node:http';
import { DomainError } from '@arcade/contracts';

export interface Target {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
}

/** What RFC 9110 wants everybody to read; sidecars read a little more, with all headers. */
const maximumLength = 8000;

/**
 * What a request line asks for, in one spelling: what is matched is what is sent on.
 * @throws DomainError invalid-request, uri-too-long
 */
export function targetOf(req: IncomingMessage): Target {
  const url = req.url ?? '';
  if (url.length > maximumLength) throw new DomainError('uri-too-long', `At most ${maximumLength} characters`);
  const parsed = URL.parse(url.startsWith('/') ? `http://gateway${url}` : url);
  if (parsed === null || !isDecodable(parsed.pathname))
    throw new DomainError('invalid-request', 'The URL is malformed');
  return { path: parsed.pathname, search: parsed.search };
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
