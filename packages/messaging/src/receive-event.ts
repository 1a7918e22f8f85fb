import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventDefinition, ServiceName } from '@arcade/contracts';
import { isUnavailable, traceOf, withTrace, type Failpoints, type Logger } from '@arcade/service-defaults';
import type { Failures, Inbox, Message } from './inbox.ts';
import { deadLetters, received } from './messaging-metrics.ts';
import type { Subscription } from './subscription.ts';

export type Received =
  | { readonly outcome: 'processed' | 'duplicate' | 'dead' }
  /** Nothing has changed; it has to come again. */
  | { readonly outcome: 'failed'; readonly attempts: number };

type Source = 'broker' | 'catch-up';

/** Answers what became of each event, in the order given. */
export type ReceiveEvents = (messages: readonly Message[], via: Source) => Promise<readonly Received[]>;

export interface ReceiverOptions<Tx> {
  readonly service: ServiceName;
  readonly inbox: Inbox<Tx>;
  /** By topic. */
  readonly subscriptions: ReadonlyMap<string, Subscription<Tx>>;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  /** When an event is given up. */
  readonly poison: Failures;
  /** Around each transaction: sends off the events that its handler has written. */
  readonly thenNudge: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** What becomes of events, the same for the broker's and for those that catch-up fetched. */
export function createReceiver<Tx>(options: ReceiverOptions<Tx>): ReceiveEvents {
  const { service, inbox, subscriptions, logger, failpoints, poison, thenNudge } = options;

  const deadLetter = async (message: Message, reason: string): Promise<Received> => {
    if (!(await inbox.deadLetter(message, reason))) return { outcome: 'duplicate' };
    deadLetters.inc({ service, topic: message.topic });
    logger.error({ topic: message.topic, eventId: message.eventId, reason }, 'event given up, kept as a dead letter');
    return { outcome: 'dead' };
  };

  const failed = async (message: Message, error: unknown): Promise<Received> => {
    const { topic, eventId } = message;
    logger.warn({ err: error, topic, eventId }, 'event not processed; it comes again');
    // The event is not to blame, so it does not count against it.
    if (isUnavailable(error)) return { outcome: 'failed', attempts: 1 };
    const { attempts, seconds } = await inbox.countFailure(message, String(error));
    if (attempts < poison.attempts || seconds < poison.seconds) return { outcome: 'failed', attempts };
    return await deadLetter(message, String(error));
  };

  /** Everything in one transaction; what fails there gets one of its own, so that it holds up nothing else. */
  const process = async (messages: readonly Message[], via: Source): Promise<ReadonlyMap<Message, Received>> => {
    try {
      const afterwards = new Map<Message, readonly (() => void)[]>();
      const handle = (tx: Tx, message: Message) =>
        withTrace(traceOf(message.traceparent), async () => {
          afterwards.set(message, await handleMessage(subscriptions, tx, message));
        });
      const done = await thenNudge(() => inbox.once(messages, via, handle));
      for (const message of done) for (const work of afterwards.get(message) ?? []) work();
      await failpoints.hit(`${service}.after-consume`);
      return new Map(messages.map((message) => [message, { outcome: done.has(message) ? 'processed' : 'duplicate' }]));
    } catch (error) {
      const [message] = messages;
      if (message !== undefined && messages.length === 1) return new Map([[message, await failed(message, error)]]);
    }
    const results = new Map<Message, Received>();
    for (const message of messages) for (const [one, result] of await process([message], via)) results.set(one, result);
    return results;
  };

  return async (messages, via) => {
    const results = new Map<Message, Received>();
    const sound: Message[] = [];
    for (const message of messages) {
      const fault = faultOf(subscriptions, message);
      if (fault === undefined) sound.push(message);
      else results.set(message, await deadLetter(message, fault));
    }
    if (sound.length > 0) for (const [message, result] of await process(sound, via)) results.set(message, result);
    return messages.map((message): Received => {
      const result = results.get(message) ?? { outcome: 'failed', attempts: 1 };
      received.inc({ service, topic: message.topic, via, outcome: result.outcome });
      return result;
    });
  };
}

type Subscriptions<Tx> = ReadonlyMap<string, Subscription<Tx>>;

function faultOf(subscriptions: Subscriptions<never>, { topic, data }: Message): string | undefined {
  const definition: EventDefinition | undefined = subscriptions.get(topic)?.definition;
  if (definition === undefined) return 'nobody here handles this topic';
  const parsed = definition.data.safeParse(data);
  return parsed.success ? undefined : `not a ${definition.type}: ${parsed.error.message}`;
}

/**
 * Answers what is to be done after the commit, in the trace of now.
 * @throws whatever is wrong with the event, or what its handler throws
 */
export async function handleMessage<Tx>(
  subscriptions: Subscriptions<Tx>,
  tx: Tx,
  message: Message,
): Promise<readonly (() => void)[]> {
  const subscription = subscriptions.get(message.topic);
  if (subscription === undefined) throw new Error(`nobody here handles ${message.topic}`);
  const afterwards: (() => void)[] = [];
  await subscription.handle(tx, subscription.definition.data.parse(message.data), (work) => {
    afterwards.push(AsyncLocalStorage.bind(work));
  });
  return afterwards;
}
