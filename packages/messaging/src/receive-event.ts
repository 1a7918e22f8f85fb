import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventDefinition, ServiceName } from '@arcade/contracts';
import { isUnavailable, traceOf, withTrace, type Failpoints, type Logger } from '@arcade/service-defaults';
import type { Failures, Inbox, Letter } from './inbox.ts';
import { deadLetters, received } from './messaging-metrics.ts';
import type { Subscription } from './subscription.ts';

export type Received =
  | { readonly outcome: 'processed' | 'duplicate' | 'dead' }
  /** Nothing has changed; it has to come again. */
  | { readonly outcome: 'failed'; readonly attempts: number };

type Source = 'broker' | 'catch-up';

/** Answers what became of each event, in the order given. */
export type ReceiveEvents = (letters: readonly Letter[], via: Source) => Promise<readonly Received[]>;

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

  const bury = async (letter: Letter, reason: string): Promise<Received> => {
    if (!(await inbox.bury(letter, reason))) return { outcome: 'duplicate' };
    deadLetters.inc({ service, topic: letter.topic });
    logger.error({ topic: letter.topic, eventId: letter.eventId, reason }, 'event given up, kept as a dead letter');
    return { outcome: 'dead' };
  };

  const failed = async (letter: Letter, error: unknown): Promise<Received> => {
    const { topic, eventId } = letter;
    logger.warn({ err: error, topic, eventId }, 'event not processed; it comes again');
    // The event is not to blame, so it does not count against it.
    if (isUnavailable(error)) return { outcome: 'failed', attempts: 1 };
    const { attempts, seconds } = await inbox.countFailure(letter, String(error));
    if (attempts < poison.attempts || seconds < poison.seconds) return { outcome: 'failed', attempts };
    return await bury(letter, String(error));
  };

  /** Everything in one transaction; what fails there gets one of its own, so that it holds up nothing else. */
  const process = async (letters: readonly Letter[], via: Source): Promise<ReadonlyMap<Letter, Received>> => {
    try {
      const afterwards = new Map<Letter, readonly (() => void)[]>();
      const handle = (tx: Tx, letter: Letter) =>
        withTrace(traceOf(letter.traceparent), async () => {
          afterwards.set(letter, await handleLetter(subscriptions, tx, letter));
        });
      const done = await thenNudge(() => inbox.once(letters, via, handle));
      for (const letter of done) for (const work of afterwards.get(letter) ?? []) work();
      await failpoints.hit(`${service}.after-consume`);
      return new Map(letters.map((letter) => [letter, { outcome: done.has(letter) ? 'processed' : 'duplicate' }]));
    } catch (error) {
      const [letter] = letters;
      if (letter !== undefined && letters.length === 1) return new Map([[letter, await failed(letter, error)]]);
    }
    const results = new Map<Letter, Received>();
    for (const letter of letters) for (const [one, result] of await process([letter], via)) results.set(one, result);
    return results;
  };

  return async (letters, via) => {
    const results = new Map<Letter, Received>();
    const sound: Letter[] = [];
    for (const letter of letters) {
      const fault = faultOf(subscriptions, letter);
      if (fault === undefined) sound.push(letter);
      else results.set(letter, await bury(letter, fault));
    }
    if (sound.length > 0) for (const [letter, result] of await process(sound, via)) results.set(letter, result);
    return letters.map((letter): Received => {
      const result = results.get(letter) ?? { outcome: 'failed', attempts: 1 };
      received.inc({ service, topic: letter.topic, via, outcome: result.outcome });
      return result;
    });
  };
}

type Subscriptions<Tx> = ReadonlyMap<string, Subscription<Tx>>;

function faultOf(subscriptions: Subscriptions<never>, { topic, data }: Letter): string | undefined {
  const definition: EventDefinition | undefined = subscriptions.get(topic)?.definition;
  if (definition === undefined) return 'nobody here handles this topic';
  const parsed = definition.data.safeParse(data);
  return parsed.success ? undefined : `not a ${definition.type}: ${parsed.error.message}`;
}

/**
 * Answers what is to be done after the commit, in the trace of now.
 * @throws whatever is wrong with the event, or what its handler throws
 */
export async function handleLetter<Tx>(
  subscriptions: Subscriptions<Tx>,
  tx: Tx,
  letter: Letter,
): Promise<readonly (() => void)[]> {
  const subscription = subscriptions.get(letter.topic);
  if (subscription === undefined) throw new Error(`nobody here handles ${letter.topic}`);
  const afterwards: (() => void)[] = [];
  await subscription.handle(tx, subscription.definition.data.parse(letter.data), (work) => {
    afterwards.push(AsyncLocalStorage.bind(work));
  });
  return afterwards;
}
