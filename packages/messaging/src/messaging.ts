import type {
  EndpointAnswer,
  EndpointParams,
  EndpointQuery,
  Identity,
  listDeadLetters,
  readEvents,
  replayDeadLetter,
  ServiceName,
} from '@arcade/contracts';
import type { Clock, Dapr, Failpoints, Logger, Loop } from '@arcade/service-defaults';
import type { Router } from 'express';
import type { OutgoingEvent } from './outgoing-event.ts';
import type { Subscription } from './subscription.ts';

type ReadEventsSpec = ReturnType<typeof readEvents>;
/** Answers any service's `read…Events` operation. */
export type ReadEvents = (call: {
  readonly query: EndpointQuery<ReadEventsSpec>;
}) => Promise<{ readonly body: EndpointAnswer<ReadEventsSpec> }>;

type ListDeadLettersSpec = ReturnType<typeof listDeadLetters>;
/** Answers any service's `list…DeadLetters` operation. */
export type ListDeadLetters = (call: {
  readonly query: EndpointQuery<ListDeadLettersSpec>;
}) => Promise<{ readonly body: EndpointAnswer<ListDeadLettersSpec> }>;

/** Answers any service's `replay…DeadLetter` operation. */
export type ReplayDeadLetter = (call: {
  readonly params: EndpointParams<ReturnType<typeof replayDeadLetter>>;
  readonly identity: Pick<Identity, 'userId'>;
}) => Promise<Record<string, never>>;

/** The consumer's side of the event path. */
export interface Consuming {
  /** What it subscribes to. */
  readonly topics: readonly string[];
  /** Routes for our sidecar: `/dapr/subscribe` and one for each topic. */
  readonly routes: Router;
  /** Loops, such as catch-up and retention; for `serve`'s `background`. */
  readonly background: readonly Loop[];
  /** Handler of the service's `list…DeadLetters` operation: events that were given up, the oldest event first. */
  readonly listDeadLetters: ListDeadLetters;
  /**
   * Handler of the service's `replay…DeadLetter` operation: processes a dead letter after its cause was mended.
   * Throws not-found; event-not-processed when it fails again; what kept it from being tried, e.g. an absent database.
   */
  readonly replayDeadLetter: ReplayDeadLetter;
}

/** A service's side of the event path: outbox and relay for what it publishes, inbox and catch-up for what it consumes. */
export interface Messaging extends Consuming {
  /** Handler of the service's `read…Events` operation. */
  readonly readEvents: ReadEvents;
  /** Writes one event by itself: it is durable when this returns, and published soon. */
  record(event: OutgoingEvent): Promise<void>;
  /** After a commit with events: publishes now instead of at the next tick. */
  nudge(): void;
}

export interface MessagingOptions<Tx> {
  readonly service: ServiceName;
  readonly dapr: Dapr;
  readonly logger: Logger;
  readonly subscriptions?: readonly Subscription<Tx>[];
  /** Stamps MongoDB's events; MySQL's own clock stamps the others. */
  readonly clock?: Clock;
  readonly failpoints?: Failpoints;
  /** How often missed events are looked for; default 15 s. */
  readonly catchUpSeconds?: number;
  /** After how many failures, the first of them `poisonSeconds` ago, an event becomes a dead letter; default 10. */
  readonly poisonAttempts?: number;
  /** Default 30. */
  readonly poisonSeconds?: number;
  /** How long a failed event waits before it comes again, doubled each time up to half a second; default 50 ms. */
  readonly retryDelayMs?: number;
}
