import type { EndpointAnswer, EndpointQuery, ServiceName } from '@arcade/contracts';
import type { Clock, Dapr, Failpoints, Logger, Loop } from '@arcade/service-defaults';
import type { readEvents } from '@arcade/contracts';
import type { Router } from 'express';
import type { DeadLetter } from './inbox.ts';
import type { Subscription } from './subscription.ts';

type ReadEventsSpec = ReturnType<typeof readEvents>;
/** Answers any service's `read…Events` operation. */
export type ReadEvents = (call: {
  readonly query: EndpointQuery<ReadEventsSpec>;
}) => Promise<{ readonly body: EndpointAnswer<ReadEventsSpec> }>;

/** A service's side of the event path: outbox and relay for what it says, inbox and catch-up for what it hears. */
export interface Messaging {
  /** Routes for our sidecar: `/dapr/subscribe` and one for each topic. */
  readonly routes: Router;
  /** Handler of the service's `read…Events` operation. */
  readonly readEvents: ReadEvents;
  /** Relay, catch-up and retention; for `serve`'s `background`. */
  readonly background: readonly Loop[];
  /** After a commit with events: publishes now instead of at the next tick. */
  nudge(): void;
  /** Events that were given up, oldest first; at most `limit` (100). */
  deadLetters(limit?: number): Promise<readonly DeadLetter[]>;
  /**
   * Processes a dead letter after its cause was mended. False when there is none of this id.
   * @throws Error what it failed with this time; it stays a dead letter then
   */
  replay(eventId: string): Promise<boolean>;
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
