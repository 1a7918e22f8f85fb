import * as z from 'zod';
import { kindOfText } from './text.ts';

/** An instant as RFC 3339 in UTC, as we answer it. */
export const Timestamp = z.iso.datetime().meta({ id: 'Timestamp', description: 'RFC 3339, UTC' });

const pattern = /^(?:19[7-9]\d|[2-9]\d{3})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * An instant that callers choose: RFC 3339 with an offset, from 1970 to 9999, to the millisecond, so that every store
 * keeps it as it was given. Parsed to UTC.
 */
export const Instant = kindOfText(
  'instant',
  z.iso
    .datetime({ offset: true, error: 'This is not a time such as 2026-01-31T12:00:00Z' })
    .regex(pattern, 'This is not a time from 1970 to 9999, to the millisecond')
    .refine(inRange, 'This is not a time from 1970 to 9999')
    .overwrite((text) => (inRange(text) ? new Date(text).toISOString() : text))
    .meta({
      id: 'Instant',
      description: 'RFC 3339, 1970 to 9999, to the millisecond',
      example: '2026-01-31T12:00:00Z',
    }),
  24,
);

function inRange(text: string): boolean {
  const time = Date.parse(text);
  return time >= 0 && time <= Date.UTC(9999, 11, 31, 23, 59, 59, 999);
}
