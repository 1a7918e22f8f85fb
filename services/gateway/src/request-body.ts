import type { IncomingMessage } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { DomainError, type Endpoint } from '@arcade/contracts';
import type { YieldingPlaces } from './yielding-places.ts';

const jsonLimit = 256 * 1024;
const uploadLimit = 15 * 1024 * 1024;

/** An operation whose body is a file: larger, slower, never JSON. */
export const isUpload = ({ consumes }: Endpoint): boolean => consumes?.includes('application/json') === false;

export interface BodyReading {
  readonly endpoint: Endpoint;
  readonly network: string;
  /** Places of small bodies that are still arriving. */
  readonly bodies: YieldingPlaces;
  /** For all of a small body. */
  readonly timeoutMs: number;
}

/**
 * The body to send on; null when the operation takes none or none came. A small one is read to its end first, so that a
 * slow client holds nothing that others share; a file streams, and ends with an error as soon as it is too large.
 * @throws DomainError body-too-large, unsupported-media-type, request-timeout, rate-limited, overloaded
 */
export async function bodyOf(req: IncomingMessage, reading: BodyReading): Promise<Buffer | Readable | null> {
  const { endpoint } = reading;
  const length = req.headers['content-length'];
  if (endpoint.body === undefined && endpoint.consumes === undefined) return null;
  if (length === undefined && req.headers['transfer-encoding'] === undefined) return null;
  requireMediaType(req, endpoint);
  const limit = isUpload(endpoint) ? uploadLimit : jsonLimit;
  if (Number(length ?? 0) > limit) throw tooLarge(limit);
  return isUpload(endpoint) ? streamed(req, limit) : await whole(req, limit, reading);
}

const clientGone = () => new DomainError('request-timeout', 'The client went away');
const tooLarge = (limit: number) => new DomainError('body-too-large', `At most ${limit} bytes`, { limit });

function requireMediaType(req: IncomingMessage, { consumes }: Endpoint): void {
  if ((req.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    throw new DomainError('unsupported-media-type', 'Send the body as it is, without Content-Encoding');
  }
  if (consumes === undefined) return;
  const given = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!consumes.includes(given)) throw new DomainError('unsupported-media-type', `Send ${consumes.join(', ')}`);
}

function whole(req: IncomingMessage, limit: number, reading: BodyReading): Promise<Buffer> {
  if (req.destroyed) throw clientGone();
  const { bodies, network, timeoutMs } = reading;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const giveUp = () => fail(new DomainError('request-timeout'));
  const leave = bodies.enter(network, giveUp);
  const timer = setTimeout(giveUp, timeoutMs);
  const settle = () => {
    clearTimeout(timer);
    leave();
    req.off('data', take).off('end', end).off('close', gone);
  };
  const fail = (error: DomainError) => {
    settle();
    reject(error);
    // The rest is read off, or the next request on this connection would wait behind it for ever.
    req.resume();
  };
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) fail(tooLarge(limit));
    else chunks.push(chunk);
  };
  const end = () => {
    settle();
    resolve(Buffer.concat(chunks));
  };
  const gone = () => fail(clientGone());
  req.on('data', take).on('end', end).on('close', gone);
  return promise;
}

function streamed(req: IncomingMessage, limit: number): Readable {
  let seen = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      seen += chunk.length;
      if (seen > limit) callback(tooLarge(limit));
      else callback(null, chunk);
    },
  });
  req.once('close', () => {
    if (!req.complete) limited.destroy(new Error('The client went away'));
  });
  limited.once('close', () => req.unpipe(limited).resume());
  return req.pipe(limited);
}
