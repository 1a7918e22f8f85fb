import * as z from 'zod';
import { endpoint } from '../endpoint.ts';
import { readersOf } from '../events/subscribers.ts';
import { queryInteger } from '../paging.ts';
import type { ServiceName } from '../services.ts';

/** An event as catch-up reads it. */
export const LoggedEvent = z
  .object({ seq: z.int().positive(), topic: z.string(), type: z.string(), data: z.looseObject({}) })
  .meta({ id: 'LoggedEvent' });
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/** Every producer offers its log of events, so that whoever consumes some of them can pull what the broker lost. */
export const readEvents = (producer: ServiceName) =>
  endpoint({
    method: 'GET',
    path: '/internal/events',
    summary: 'Events after a position, in order, for catch-up',
    access: 'service',
    callers: readersOf(producer),
    query: z.strictObject({
      after: queryInteger(0, Number.MAX_SAFE_INTEGER).default(0),
      limit: queryInteger(1, 500).default(200),
      /** Comma-separated topics; all when absent. */
      topics: z
        .string()
        .max(2000)
        .regex(/^[a-z.,-]*$/)
        .optional(),
    }),
    responses: {
      /** `lastSeq` is how far the log was scanned, whether or not the last events matched `topics`. */
      200: z.object({ items: z.array(LoggedEvent), lastSeq: z.int().nonnegative() }),
    },
  });
