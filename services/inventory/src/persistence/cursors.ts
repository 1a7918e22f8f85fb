import { DomainError } from '@arcade/contracts';
import type { StoredReservation } from '../domain/reservation.ts';

export type ReservationCursor = Pick<StoredReservation, 'expiresAt' | 'reservationId'>;

export const reservationCursor = ({ expiresAt, reservationId }: ReservationCursor): string =>
  encode(`${expiresAt.toISOString()}|${reservationId}`);

/** @throws DomainError invalid-cursor */
export function parseReservationCursor(cursor: string): { expiresAt: Date; reservationId: string } {
  const [, time = '', reservationId] = /^([^|]+)\|([0-9a-f-]{36})$/.exec(decode(cursor)) ?? [];
  const expiresAt = new Date(time);
  if (reservationId === undefined || Number.isNaN(expiresAt.getTime())) throw new DomainError('invalid-cursor');
  return { expiresAt, reservationId };
}

export const ledgerCursor = (entryId: string): string => encode(entryId);

/** @throws DomainError invalid-cursor */
export function parseLedgerCursor(cursor: string): string {
  const entryId = decode(cursor);
  if (!/^\d{1,18}$/.test(entryId)) throw new DomainError('invalid-cursor');
  return entryId;
}

const encode = (text: string) => Buffer.from(text).toString('base64url');
const decode = (cursor: string) => Buffer.from(cursor, 'base64url').toString();
