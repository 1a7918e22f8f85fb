import * as z from 'zod';
import type { EndpointSpec } from './endpoint.ts';
import { kindOfText } from './text.ts';

/** Where a page ended, as `nextCursor` told it. Only the service that made it reads it, and refuses any other. */
const Cursor = kindOfText(
  'cursor',
  z.string().meta({ description: 'From `nextCursor` of the page before', maxLength: 800, pattern: '^[A-Za-z0-9_-]+$' }),
);

/** A whole number in a query: digits only, no exponent, no empty text. */
export const queryInteger = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  );

/** A yes or no in a query. */
export const QueryFlag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Query of every list: an opaque cursor and a limit (default 20, at most 100). */
export const PageQuery = z.strictObject({
  cursor: Cursor.optional(),
  limit: queryInteger(1, 100).default(20),
});

/** A page of a list; `nextCursor` is absent on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

/** Whether an operation answers pages. Its answers lead to the next page with a `Link` header, too. */
export const answersPages = ({ responses }: Pick<EndpointSpec, 'responses'>): boolean =>
  Object.values(responses).some((schema) => schema instanceof z.ZodObject && 'nextCursor' in schema.shape);
