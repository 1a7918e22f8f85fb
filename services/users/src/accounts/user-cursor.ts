import { DomainError, UserId } from '@arcade/contracts';

export const cursorOf = (userId: UserId): string => Buffer.from(userId).toString('base64url');

/** @throws DomainError invalid-cursor */
export function idOfCursor(cursor: string): UserId {
  const parsed = UserId.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!parsed.success) throw new DomainError('invalid-cursor');
  return parsed.data;
}
