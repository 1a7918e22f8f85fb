import * as z from 'zod';
import { endpoint } from '../endpoint.ts';
import { pageOf, PageQuery } from '../paging.ts';
import { Timestamp } from '../times.ts';
import type { ServiceName } from '../services.ts';

/** Ids of events; what came without one has the hash of its content. */
export const eventIdPattern = /^[\w-]{1,64}$/;

/** An event that a service gave up after it had failed again and again, or that it cannot understand. */
export const DeadLetter = z
  .object({
    eventId: z.string(),
    topic: z.string(),
    /** How it failed the last time. */
    reason: z.string(),
    attempts: z.int().positive(),
    /** When it became a dead letter. */
    buriedAt: Timestamp,
    /** As it arrived, whether or not it has the shape it should have. */
    data: z.unknown(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

/** Every service that consumes events offers those it has given up. */
export const listDeadLetters = (service: ServiceName) =>
  endpoint({
    method: 'GET',
    path: `/admin/dead-letters/${service}`,
    summary: `Events that ${service} gave up, the oldest event first`,
    access: 'admin',
    query: PageQuery,
    responses: { 200: pageOf(DeadLetter) },
  });

/** Beside every `listDeadLetters`. */
export const replayDeadLetter = (service: ServiceName) =>
  endpoint({
    method: 'POST',
    path: `/admin/dead-letters/${service}/{eventId}/replay`,
    summary: `Process an event that ${service} gave up, once its cause is mended; 409 event-not-processed when it fails again`,
    access: 'admin',
    audit: { action: 'dead-letter.replayed', subject: 'eventId' },
    params: z.strictObject({ eventId: z.string().max(64).regex(eventIdPattern) }),
    responses: { 204: null },
    problems: ['event-not-processed'],
  });
