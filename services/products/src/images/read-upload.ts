import type { IncomingMessage } from 'node:http';
import { DomainError } from '@arcade/contracts';

export const uploadLimit = 15 * 1024 * 1024;

/**
 * The bytes of an upload, given up as soon as they are too many.
 * @throws DomainError unsupported-media-type, body-too-large, invalid-image when there are none
 */
export async function readUpload(req: IncomingMessage, limit: number = uploadLimit): Promise<Buffer> {
  if (!/^image\//i.test(req.headers['content-type'] ?? '')) {
    throw new DomainError('unsupported-media-type', 'Send the photo itself, as image/jpeg, image/png or image/webp');
  }
  const tooLarge = new DomainError('body-too-large', `A photo has at most ${limit} bytes`, { limit });
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge;
    chunks.push(chunk);
  }
  if (size === 0) throw new DomainError('invalid-image', 'The upload is empty');
  return Buffer.concat(chunks);
}
