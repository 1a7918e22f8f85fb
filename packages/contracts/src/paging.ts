import * as z from 'zod';
import type { EndpointSpec } from './endpoint.ts';

/** Query of every list: an opaque cursor and a limit (default 20, at most 100). */
export const PageQuery = z.strictObject({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** A page of a list; `nextCursor` is absent on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

/** Whether an operation answers pages. Its answers lead to the next page with a `Link` header, too. */
export const answersPages = ({ responses }: Pick<EndpointSpec, 'responses'>): boolean =>
  Object.values(responses).some((schema) => schema instanceof z.ZodObject && 'nextCursor' in schema.shape);

/** An instant as RFC 3339 in UTC. */
export const Timestamp = z.iso.datetime().meta({ id: 'Timestamp', description: 'RFC 3339, UTC' });
