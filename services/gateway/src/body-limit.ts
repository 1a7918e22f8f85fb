import type { IncomingMessage } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { DomainError, type Endpoint } from '@arcade/contracts';

const jsonLimit = 256 * 1024;
const uploadLimit = 15 * 1024 * 1024;

/** An operation whose body is a file: larger, slower, never JSON. */
export const isUpload = ({ consumes }: Endpoint): boolean => consumes !== undefined && consumes !== 'application/json';

/**
 * The request's body as a stream that ends with an error as soon as it is larger than the operation accepts; null when
 * there is none.
 * @throws DomainError body-too-large, unsupported-media-type
 */
export function limitBody(req: IncomingMessage, endpoint: Endpoint): Readable | null {
  const length = req.headers['content-length'];
  if (endpoint.method === 'GET' || (length === undefined && req.headers['transfer-encoding'] === undefined))
    return null;
  requireMediaType(req, endpoint);
  const limit = isUpload(endpoint) ? uploadLimit : jsonLimit;
  const tooLarge = () => new DomainError('body-too-large', `At most ${limit} bytes`, { limit });
  if (Number(length ?? 0) > limit) throw tooLarge();
  let seen = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      seen += chunk.length;
      if (seen > limit) callback(tooLarge());
      else callback(null, chunk);
    },
  });
  req.once('close', () => {
    if (!req.complete) limited.destroy(new Error('The client went away'));
  });
  // Whatever nobody reads any more is read off, or the next request on this connection would wait behind it for ever.
  limited.once('close', () => req.unpipe(limited).resume());
  return req.pipe(limited);
}

function requireMediaType(req: IncomingMessage, { consumes }: Endpoint): void {
  if (consumes === undefined) return;
  const given = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const accepted = consumes.endsWith('/*') ? given.startsWith(consumes.slice(0, -1)) : given === consumes;
  if (!accepted) throw new DomainError('unsupported-media-type', `Send ${consumes}`);
}
