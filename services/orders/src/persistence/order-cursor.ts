import { DomainError } from '@arcade/contracts';

/** Where a page of orders ended: newest first, ids break ties. */
export interface OrderCursor {
  readonly createdAt: Date;
  readonly orderId: string;
}

export const encodeCursor = ({ createdAt, orderId }: OrderCursor): string =>
  Buffer.from(`${createdAt.toISOString()}|${orderId}`).toString('base64url');

/** @throws DomainError invalid-cursor */
export function decodeCursor(text: string): OrderCursor {
  const [, time, orderId] = /^([^|]+)\|([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const createdAt = new Date(time ?? '');
  if (orderId === undefined || Number.isNaN(createdAt.getTime())) throw new DomainError('invalid-cursor');
  return { createdAt, orderId };
}
