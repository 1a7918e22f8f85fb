import { DomainError } from '@arcade/contracts';
import * as z from 'zod';

/** Writes and reads the cursors of one list. */
export interface CursorCodec<Position> {
  encode(position: Position): string;
  /** @throws DomainError invalid-cursor with a pointer, whatever the text is */
  decode(cursor: string): Position;
}

/** A time within a position: what every store's times hold. */
export const cursorTime = z.iso
  .datetime()
  .regex(/^\d{4}-/)
  .transform((text) => new Date(text));

/** Longer than any position with a name in it. */
const maximumLength = 12_000;

/**
 * A cursor says where a page of a list ended: base64url of JSON with the list's name before the position. The name has to
 * change with the list's order and with the position's shape, so that a cursor means nothing anywhere else. `position`
 * reads what `JSON.stringify` has made of a position.
 */
export function cursorCodec<Position>(list: string, position: z.ZodType<Position>): CursorCodec<Position> {
  const schema = z.tuple([z.literal(list), position]);
  return {
    encode: (at) => Buffer.from(JSON.stringify([list, at])).toString('base64url'),
    decode(cursor) {
      const parsed = schema.safeParse(jsonOf(cursor));
      if (parsed.success) return parsed.data[1];
      const detail = 'This is not a cursor of this list';
      throw new DomainError('invalid-cursor', detail, {
        errors: [{ pointer: '/query/cursor', detail, code: 'invalid_cursor' }],
      });
    },
  };
}

/** The value that a cursor's text holds; undefined when it holds none. */
function jsonOf(cursor: string): unknown {
  if (cursor.length > maximumLength || !/^[\w-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(cursor, 'base64url')));
  } catch {
    return undefined;
  }
}
