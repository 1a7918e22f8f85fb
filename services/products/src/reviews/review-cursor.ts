import { DomainError } from '@arcade/contracts';

interface ReviewPosition {
  readonly createdAt: Date;
  readonly reviewId: string;
}

export const encodeCursor = ({ createdAt, reviewId }: ReviewPosition): string =>
  Buffer.from(`${createdAt.toISOString()}|${reviewId}`).toString('base64url');

/** @throws DomainError invalid-cursor */
export function decodeCursor(text: string): ReviewPosition {
  const [, time, reviewId] = /^([^|]+)\|([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const createdAt = new Date(time ?? '');
  if (reviewId === undefined || Number.isNaN(createdAt.getTime())) throw new DomainError('invalid-cursor');
  return { createdAt, reviewId };
}
