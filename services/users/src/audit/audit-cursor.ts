import { DomainError } from '@arcade/contracts';
import * as z from 'zod';

export const auditCursorOf = (auditId: string): string => Buffer.from(auditId).toString('base64url');

/** @throws DomainError invalid-cursor */
export function auditIdOf(cursor: string): string {
  const parsed = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!parsed.success) throw new DomainError('invalid-cursor');
  return parsed.data;
}
