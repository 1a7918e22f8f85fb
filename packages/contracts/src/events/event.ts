import * as z from 'zod';
import { EventId } from '../ids.ts';
import { Timestamp } from '../times.ts';
import type { ServiceName } from '../services.ts';

/** Members every event's data carries beside its own. They stand inside `data` because SDKs hide the envelope. */
export const eventMeta = {
  eventId: EventId,
  /** Id of the aggregate that changed; also the CloudEvents subject. */
  aggregateId: z.string(),
  /** Version of the aggregate after the change, from 1; consumers ignore older ones. */
  aggregateVersion: z.int().positive(),
  /** Gap-free position in the producer's log, from 1. Absent until the relay has assigned it. */
  seq: z.int().positive().optional(),
  occurredAt: Timestamp,
  /** What caused it: a command's idempotency key, another event's id. */
  causationId: z.string().optional(),
} as const;

export interface EventDefinition<Payload extends z.ZodRawShape = z.ZodRawShape> {
  /** `shop.arcade.<noun>.<past-verb>.v1` */
  readonly type: string;
  /** `<service>.<noun>-<past-verb>` */
  readonly topic: string;
  readonly producer: ServiceName;
  /** The producer's own members. */
  readonly payload: z.ZodObject<Payload>;
  /** Whole `data`: payload and meta. */
  readonly data: z.ZodObject<Payload & typeof eventMeta>;
}

export type EventPayload<Definition extends EventDefinition> = z.output<Definition['payload']>;
export type EventData<Definition extends EventDefinition> = z.output<Definition['data']>;

/** Declares an event of a service: noun and past verb give type and topic. */
export function event<Payload extends z.ZodRawShape>(
  producer: ServiceName,
  noun: string,
  pastVerb: string,
  payload: Payload,
): EventDefinition<Payload> {
  return {
    type: `shop.arcade.${noun}.${pastVerb}.v1`,
    topic: `${producer}.${noun}-${pastVerb}`,
    producer,
    payload: z.object(payload),
    data: z.object({ ...payload, ...eventMeta }),
  };
}

/** CloudEvents 1.0 in structured JSON, as it travels through Dapr. */
export const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  time: z.string().optional(),
  datacontenttype: z.string().optional(),
  topic: z.string().optional(),
  traceparent: z.string().optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;
