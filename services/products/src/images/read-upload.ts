import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError } from '@arcade/contracts';

export const uploadLimit = 15 * 1024 * 1024;

export interface UploadLimits {
  /** Default 15 MB. */
  readonly bytes?: number;
  /** For all of it: a trickle would hold its place for ever. */
  readonly seconds: number;
}

/**
 * The bytes of an upload, given up as soon as they are too many or too late.
 * @throws DomainError unsupported-media-type, body-too-large, overloaded when it takes too long, invalid-image when there
 * are none
 */
export async function readUpload(
  req: IncomingMessage,
  res: ServerResponse,
  { bytes: limit = uploadLimit, seconds }: UploadLimits,
): Promise<Buffer> {
  if (!/^image\//i.test(req.headers['content-type'] ?? '')) {
    throw new DomainError('unsupported-media-type', 'Send the photo itself, as image/jpeg, image/png or image/webp');
  }
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const tooLate = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    // Nobody reads the rest: the connection ends with the answer.
    res.setHeader('connection', 'close');
    tooLate.reject(new DomainError('overloaded', `The photo has not arrived within ${seconds} s`));
  }, seconds * 1000);
  try {
    return await Promise.race([collect(req, limit), tooLate.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function collect(req: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  if (size === 0) throw new DomainError('invalid-image', 'The upload is empty');
  return Buffer.concat(chunks);
}

const tooLarge = (limit: number) => new DomainError('body-too-large', `A photo has at most ${limit} bytes`, { limit });
