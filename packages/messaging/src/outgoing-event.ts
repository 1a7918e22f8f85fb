import type { EventDefinition, EventPayload } from '@arcade/contracts';

/** An event on its way into the outbox. */
export interface OutgoingEvent {
  readonly definition: Pick<EventDefinition, 'type' | 'topic' | 'producer'> & {
    readonly payload: { parse(value: unknown): unknown };
  };
  readonly aggregate: {
    readonly id: string;
    /** After the change, from 1. */
    readonly version: number;
  };
  readonly payload: unknown;
  /** What caused it: a command's idempotency key, another event's id. */
  readonly causationId?: string;
  /** W3C trace of whoever asked for it, where it is not the one in which it is written. */
  readonly traceparent?: string;
}

/** An outgoing event whose payload the compiler has checked against its definition. */
export const outgoing = <Definition extends EventDefinition>(
  definition: Definition,
  aggregate: OutgoingEvent['aggregate'],
  payload: EventPayload<Definition>,
  causationId?: string,
): OutgoingEvent => ({
  definition,
  aggregate,
  payload,
  ...(causationId === undefined ? {} : { causationId }),
});
