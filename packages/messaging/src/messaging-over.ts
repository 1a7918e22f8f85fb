import type { ServiceName } from '@arcade/contracts';
import { createLoop, noFailpoints, type Loop } from '@arcade/service-defaults';
import { consumingOver, forgetMs } from './consuming-over.ts';
import type { EventLog } from './event-log.ts';
import type { Inbox } from './inbox.ts';
import { observeBacklog } from './messaging-metrics.ts';
import type { Messaging, MessagingOptions, ReadEvents } from './messaging.ts';
import { createRelay } from './relay.ts';

export interface Store<Tx> {
  readonly log: EventLog;
  readonly inbox: Inbox<Tx>;
  /** How many events this process has written so far. */
  readonly written: () => number;
}

/** Messaging over any store. */
export function messagingOver<Tx>(
  { log, inbox, written }: Store<Tx>,
  options: MessagingOptions<Tx>,
): Omit<Messaging, 'record'> {
  const { service, dapr, logger, failpoints = noFailpoints } = options;
  const relay = createRelay({ service, log, dapr, logger, failpoints });
  /** Publishes at once what a handler has written; what others wrote meanwhile does no harm. */
  const thenNudge = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const before = written();
    const result = await work();
    if (written() !== before) relay.nudge();
    return result;
  };
  const consuming = consumingOver(inbox, options, thenNudge);
  const retention = createLoop('old events', forgetMs, () => log.forget(), logger);
  return {
    ...consuming,
    readEvents: readEventsOf(log),
    background: [withBacklog(relay, service, log), ...consuming.background, retention],
    nudge: () => relay.nudge(),
  };
}

const readEventsOf =
  (log: EventLog): ReadEvents =>
  async ({ query: { after, limit, topics } }) => {
    const { events, lastSeq } = await log.read({ after, limit, topics: topics?.split(',') });
    return { body: { items: events.map(({ seq, topic, type, data }) => ({ seq, topic, type, data })), lastSeq } };
  };

/** The backlog is shown while the relay runs. */
function withBacklog(relay: Loop, service: ServiceName, log: EventLog): Loop {
  let end: (() => void) | undefined;
  return {
    start() {
      end = observeBacklog(service, () => log.backlog());
      relay.start();
    },
    async stop() {
      end?.();
      await relay.stop();
    },
    nudge: () => relay.nudge(),
  };
}
