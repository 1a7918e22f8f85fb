import type { ServiceName } from '@arcade/contracts';
import { createLoop, noFailpoints, type Loop } from '@arcade/service-defaults';
import { createCatchUp } from './catch-up.ts';
import { createDeadLetterOperations } from './dead-letter-operations.ts';
import type { EventLog } from './event-log.ts';
import type { Inbox } from './inbox.ts';
import { observeBacklog } from './messaging-metrics.ts';
import type { Messaging, MessagingOptions, ReadEvents } from './messaging.ts';
import { createReceiver } from './receive-event.ts';
import { createRelay } from './relay.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import type { Subscription } from './subscription.ts';

const forgetMs = 3_600_000;

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
  const { service, dapr, logger, failpoints = noFailpoints, catchUpSeconds: seconds = 15 } = options;
  const subscriptions = byTopic(options.subscriptions ?? []);
  const topics = [...subscriptions.keys()];
  const relay = createRelay({ service, log, dapr, logger, failpoints });
  /** Publishes at once what a handler has written; what others wrote meanwhile does no harm. */
  const thenNudge = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const before = written();
    const result = await work();
    if (written() !== before) relay.nudge();
    return result;
  };
  const { poisonAttempts = 10, poisonSeconds = 30, retryDelayMs = 50 } = options;
  const poison = { attempts: poisonAttempts, seconds: poisonSeconds };
  const receive = createReceiver({ service, inbox, subscriptions, logger, failpoints, poison, thenNudge });
  const catchUps = [...topicsByProducer(subscriptions)].map(([producer, theirs]) =>
    createCatchUp({ service, producer, topics: theirs, inbox, receive, dapr, logger, seconds }),
  );
  const retention = createLoop(
    'old events',
    forgetMs,
    async () => (await log.forget()) || (await inbox.forget()),
    logger,
  );

  return {
    routes: subscriptionRoutes(topics, receive, retryDelayMs),
    readEvents: readEventsOf(log),
    background: [withBacklog(relay, service, log), ...catchUps, retention],
    nudge: () => relay.nudge(),
    ...createDeadLetterOperations({ service, inbox, subscriptions, logger, thenNudge }),
  };
}

function byTopic<Tx>(subscriptions: readonly Subscription<Tx>[]): ReadonlyMap<string, Subscription<Tx>> {
  const map = new Map(subscriptions.map((each) => [each.definition.topic, each]));
  if (map.size < subscriptions.length) throw new Error('A service subscribes to each topic once');
  return map;
}

function topicsByProducer(subscriptions: ReadonlyMap<string, Subscription<never>>) {
  const map = new Map<ServiceName, string[]>();
  for (const [topic, { definition }] of subscriptions) {
    map.set(definition.producer, [...(map.get(definition.producer) ?? []), topic]);
  }
  return map;
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
