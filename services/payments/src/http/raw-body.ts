import { DomainError } from '@arcade/contracts';
import type { Request } from 'express';

const maximumBytes = 256 * 1024;

/** The exact bytes of a body, as a signature covers them. @throws DomainError body-too-large */
export async function rawBody(req: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumBytes) throw new DomainError('body-too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
