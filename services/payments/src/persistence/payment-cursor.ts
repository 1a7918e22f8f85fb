import { DomainError } from '@arcade/contracts';

/** Where a page of payments ended: newest first, ids break ties. */
export interface PaymentCursor {
  readonly createdAt: Date;
  readonly paymentId: string;
}

export const encodeCursor = ({ createdAt, paymentId }: PaymentCursor): string =>
  Buffer.from(`${createdAt.toISOString()}|${paymentId}`).toString('base64url');

/** @throws DomainError invalid-cursor */
export function decodeCursor(text: string): PaymentCursor {
  const [, time, paymentId] = /^([^|]+)\|([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const createdAt = new Date(time ?? '');
  if (paymentId === undefined || Number.isNaN(createdAt.getTime())) throw new DomainError('invalid-cursor');
  return { createdAt, paymentId };
}
