import { DomainError, type EventDefinition, type ServiceName } from '@arcade/contracts';
import type { Failpoints, Logger } from '@arcade/service-defaults';
import type { Inbox, Letter, Via } from './inbox.ts';
import { deadLetters, received } from './messaging-metrics.ts';
import type { Subscription } from './subscription.ts';

export type Received =
  | { readonly outcome: 'processed' | 'duplicate' | 'dead' }
  /** Nothing has changed; it has to come again. */
  | { readonly outcome: 'failed'; readonly attempts: number };

export type ReceiveEvent = (letter: Letter, via: 'broker' | 'catch-up') => Promise<Received>;

export interface ReceiverOptions<Tx> {
  readonly service: ServiceName;
  readonly inbox: Inbox<Tx>;
  /** By topic. */
  readonly subscriptions: ReadonlyMap<string, Subscription<Tx>>;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  /** After how many failures an event is given up. */
  readonly poisonAttempts: number;
  /** Around each transaction: sends off the events that its handler has written. */
  readonly thenNudge: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** What becomes of an event, the same for the broker's and for those that catch-up fetched. */
export function createReceiver<Tx>(options: ReceiverOptions<Tx>): ReceiveEvent {
  const { service, inbox, subscriptions, logger, failpoints, poisonAttempts, thenNudge } = options;

  const bury = async (letter: Letter, reason: string): Promise<Received> => {
    if (!(await inbox.bury(letter, reason))) return { outcome: 'duplicate' };
    deadLetters.inc({ service, topic: letter.topic });
    logger.error({ topic: letter.topic, eventId: letter.eventId, reason }, 'event given up, kept as a dead letter');
    return { outcome: 'dead' };
  };

  const failed = async (letter: Letter, error: unknown): Promise<Received> => {
    const { topic, eventId } = letter;
    logger.warn({ err: error, topic, eventId }, 'event not processed; it comes again');
    if (isTransient(error)) return { outcome: 'failed', attempts: 1 };
    const attempts = await inbox.countFailure(letter, String(error));
    if (attempts < poisonAttempts) return { outcome: 'failed', attempts };
    return await bury(letter, String(error));
  };

  const process = async (letter: Letter, via: Via): Promise<Received> => {
    const subscription = subscriptions.get(letter.topic);
    if (subscription === undefined) return await bury(letter, 'nobody here handles this topic');
    const { definition } = subscription;
    const parsed = parse(definition, letter);
    if ('reason' in parsed) return await bury(letter, parsed.reason);
    try {
      const isNew = await thenNudge(() => inbox.once(letter, via, (tx) => subscription.handle(tx, parsed.data)));
      if (!isNew) return { outcome: 'duplicate' };
    } catch (error) {
      return await failed(letter, error);
    }
    await failpoints.hit(`${service}.after-consume`);
    return { outcome: 'processed' };
  };

  return async (letter, via) => {
    const result = await process(letter, via);
    received.inc({ service, topic: letter.topic, via, outcome: result.outcome });
    return result;
  };
}

export function parse(definition: EventDefinition, { data }: Letter): { data: unknown } | { reason: string } {
  const parsed = definition.data.safeParse(data);
  return parsed.success ? { data: parsed.data } : { reason: `not a ${definition.type}: ${parsed.error.message}` };
}

const transientCodes = /^(ECONN|ETIMEDOUT|EPIPE|PROTOCOL_|POOL_|ER_LOCK_|ER_CON_|ER_SERVER_SHUTDOWN|ER_CHECKREAD)/;

/** The event is not to blame: something it needs is away or busy. Such failures do not count against it. */
function isTransient(error: unknown): boolean {
  if (error instanceof DomainError) return error.kind === 'unavailable';
  const { code, name, errorLabels } = error as { code?: unknown; name?: string; errorLabels?: readonly string[] };
  if (errorLabels?.includes('TransientTransactionError') === true) return true;
  return (
    transientCodes.test(String(code)) || /^Mongo(Network|ServerSelection|PoolCleared|NotConnected)/.test(String(name))
  );
}
