import type { IncomingMessage } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { DomainError, type Endpoint } from '@arcade/contracts';

const jsonLimit = 256 * 1024;
const uploadLimit = 15 * 1024 * 1024;

/**
 * The request's body, ended with an error as soon as it is larger than the operation accepts.
 * @throws DomainError body-too-large, unsupported-media-type
 */
export function limitBody(req: IncomingMessage, endpoint: Endpoint): Readable {
  const upload = endpoint.consumes !== undefined && endpoint.consumes !== 'application/json';
  const limit = upload ? uploadLimit : jsonLimit;
  const tooLarge = () => new DomainError('body-too-large', `At most ${limit} bytes`, { limit });
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge();
  let seen = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      seen += chunk.length;
      if (seen > limit) callback(tooLarge());
      else callback(null, chunk);
    },
  });
  req.once('aborted', () => limited.destroy(new Error('The client went away')));
  return req.pipe(limited);
}
