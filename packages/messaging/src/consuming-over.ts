import type { ServiceName } from '@arcade/contracts';
import { createLoop, noFailpoints } from '@arcade/service-defaults';
import { createCatchUp } from './catch-up.ts';
import { createDeadLetterOperations } from './dead-letter-operations.ts';
import type { Inbox } from './inbox.ts';
import type { Consuming, MessagingOptions } from './messaging.ts';
import { createReceiver } from './receive-event.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import type { Subscription } from './subscription.ts';

/** How often what is old is deleted. */
export const forgetMs = 3_600_000;

/** Around each transaction of handlers. */
export type AroundWork = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** The consumer's side over any store. */
export function consumingOver<Tx>(
  inbox: Inbox<Tx>,
  options: MessagingOptions<Tx>,
  thenNudge: AroundWork = (work) => work(),
): Consuming {
  const { service, dapr, logger, failpoints = noFailpoints, catchUpSeconds: seconds = 15 } = options;
  const subscriptions = byTopic(options.subscriptions ?? []);
  const topics = [...subscriptions.keys()];
  const { poisonAttempts = 10, poisonSeconds = 30, retryDelayMs = 50 } = options;
  const poison = { attempts: poisonAttempts, seconds: poisonSeconds };
  const receive = createReceiver({ service, inbox, subscriptions, logger, failpoints, poison, thenNudge });
  const catchUps = [...topicsByProducer(subscriptions)].map(([producer, theirs]) =>
    createCatchUp({ service, producer, topics: theirs, inbox, receive, dapr, logger, seconds }),
  );
  return {
    topics,
    routes: subscriptionRoutes(topics, receive, retryDelayMs),
    background: [...catchUps, createLoop('old messages', forgetMs, () => inbox.forget(), logger)],
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
