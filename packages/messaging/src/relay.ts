import { subscribedTopics, type ServiceName } from '@arcade/contracts';
import { createLoop, type Dapr, type Failpoints, type Logger, type Loop } from '@arcade/service-defaults';
import { cloudEventOf } from './cloud-event-of.ts';
import type { EventLog, StoredEvent } from './event-log.ts';
import { inOrder } from './in-order.ts';
import { published } from './messaging-metrics.ts';

export interface RelayOptions {
  readonly service: ServiceName;
  readonly log: EventLog;
  readonly dapr: Dapr;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
}

const batchSize = 200;
const concurrency = 16;
/** For what this process has not written itself: each write of its own is a nudge. */
const backstopMs = 10_000;
/** What another relay has numbered is its business until it is this old. */
const overdueSeconds = 5;
const maximumBackOffMs = 30_000;
/** Much less than what makes an event overdue. */
const markEveryMs = 1000;

/** What no service subscribes to is in the log for whoever reads it one day; the broker has nobody to bring it to. */
const isSubscribed = (topic: string) => subscribedTopics.has(topic);

/**
 * Numbers committed events and publishes those that somebody subscribes to. Publishing is only the fast path: an event stays in
 * the log whatever the broker says, and numbering continues while publishing fails, because consumers read the log by its
 * numbers.
 */
export function createRelay({ service, log, dapr, logger, failpoints }: RelayOptions): Loop {
  /** After a failure: everything unsent goes out in order before anything new. */
  let behind = false;
  let failures = 0;
  let retryAt = 0;
  let sweptAt = Number.NEGATIVE_INFINITY;
  /** Published and not marked. Marks only spare a restart from publishing again, so many wait for one write. */
  let unmarked: number[] = [];
  let markedAt = Number.NEGATIVE_INFINITY;

  const mark = async () => {
    const seqs = unmarked;
    if (seqs.length === 0) return;
    await log.markSent(seqs);
    unmarked = unmarked.slice(seqs.length);
    markedAt = performance.now();
  };

  const leftBehind = async (): Promise<readonly StoredEvent[]> => {
    const now = performance.now();
    if (behind) return now < retryAt ? [] : await log.unsent(batchSize, 0);
    if (now - sweptAt < backstopMs) return [];
    sweptAt = now;
    const overdue = await log.unsent(batchSize, overdueSeconds);
    if (overdue.length === batchSize) behind = true;
    return overdue;
  };

  const publish = async (events: readonly StoredEvent[]) => {
    const sent: number[] = [];
    const errors: unknown[] = [];
    await inOrder(
      events,
      ({ data }) => data.aggregateId,
      concurrency,
      async (event) => {
        // A broker that is down fails everything; the rest need not wait for its time-outs.
        if (errors.length >= concurrency) return false;
        if (!isSubscribed(event.topic)) {
          sent.push(event.seq);
          return true;
        }
        const error = await dapr.publish(event.topic, cloudEventOf(service, event)).then(
          () => undefined,
          (reason: unknown) => reason ?? new Error('unknown'),
        );
        published.inc({ service, topic: event.topic, outcome: error === undefined ? 'sent' : 'failed' });
        if (error === undefined) sent.push(event.seq);
        else errors.push(error);
        return error === undefined;
      },
    );
    return { sent, error: errors[0] };
  };

  /** Until something has to be done without a nudge. */
  const idleMs = () => {
    if (behind) return Math.max(0, retryAt - performance.now());
    return unmarked.length > 0 ? markEveryMs : backstopMs;
  };

  const backOff = (error: unknown, progress: boolean) => {
    behind = true;
    failures = progress ? 0 : failures + 1;
    const delay = Math.min(maximumBackOffMs, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
    retryAt = performance.now() + delay;
    logger.warn({ err: error, failures }, 'events wait for the broker');
  };

  const loop = createLoop(
    'event relay',
    backstopMs,
    async () => {
      if (behind || unmarked.length >= batchSize || performance.now() - markedAt >= markEveryMs) await mark();
      const late = await leftBehind();
      const fresh = await log.number(batchSize);
      if (fresh.length > 0) await failpoints.hit(`${service}.after-number`);
      const events = behind ? late : [...late, ...fresh];
      if (events.length === 0) return fresh.length === batchSize || idleMs();
      const { sent, error } = await publish(events);
      await failpoints.hit(`${service}.after-publish`);
      unmarked = [...unmarked, ...sent];
      if (error !== undefined) {
        backOff(error, sent.length > 0);
        return fresh.length === batchSize || idleMs();
      }
      failures = 0;
      // Those numbered in this very round were not among `late`.
      if (behind) behind = late.length === batchSize || fresh.length > 0;
      return behind || fresh.length === batchSize || idleMs();
    },
    logger,
  );
  return {
    ...loop,
    async stop() {
      await loop.stop();
      await mark().catch((error: unknown) =>
        logger.warn({ err: error }, 'sent events are not marked; they go out again'),
      );
    },
  };
}
