import { DomainError, eventIdPattern, type ServiceName } from '@arcade/contracts';
import { cursorCodec, unavailableOf, type Logger } from '@arcade/service-defaults';
import * as z from 'zod';
import type { Inbox, Message } from './inbox.ts';
import { received } from './messaging-metrics.ts';
import type { Messaging } from './messaging.ts';
import { handleMessage } from './receive-event.ts';
import type { Subscription } from './subscription.ts';

export interface DeadLetterOptions<Tx> {
  readonly service: ServiceName;
  readonly inbox: Inbox<Tx>;
  /** By topic. */
  readonly subscriptions: ReadonlyMap<string, Subscription<Tx>>;
  readonly logger: Logger;
  /** Around each transaction: sends off the events that its handler has written. */
  readonly thenNudge: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

type Operations = Pick<Messaging, 'listDeadLetters' | 'replayDeadLetter'>;

const cursors = cursorCodec('dead-letters.v1', z.string().regex(eventIdPattern));

/** Dead letters for administrators: to look at, and to process once their cause is mended. */
export function createDeadLetterOperations<Tx>(options: DeadLetterOptions<Tx>): Operations {
  const { service, inbox, subscriptions, logger, thenNudge } = options;

  const failed = async (message: Message, error: unknown): Promise<DomainError> => {
    if (error instanceof DomainError && error.kind === 'unavailable') return error;
    const unavailable = unavailableOf(error);
    if (unavailable !== undefined) return unavailable;
    await inbox.countFailure(message, String(error));
    return new DomainError('event-not-processed', String(error));
  };

  return {
    async listDeadLetters({ query: { cursor, limit } }) {
      const found = await inbox.listDeadLetters(limit + 1, cursor === undefined ? '' : cursors.decode(cursor));
      const items = found.slice(0, limit).map(({ eventId, topic, reason, attempts, deadLetteredAt, data }) => {
        return { eventId, topic, reason, attempts, buriedAt: deadLetteredAt.toISOString(), data };
      });
      const last = items.at(-1);
      const hasMore = found.length > limit && last !== undefined;
      return { body: hasMore ? { items, nextCursor: cursors.encode(last.eventId) } : { items } };
    },
    async replayDeadLetter({ params: { eventId }, identity: { userId } }) {
      let message: Message | undefined;
      let afterwards: readonly (() => void)[] = [];
      const handle = async (tx: Tx, found: Message) => {
        message = found;
        afterwards = await handleMessage(subscriptions, tx, found);
      };
      const outcomeIs = (topic: string, outcome: string) => {
        received.inc({ service, topic, via: 'replay', outcome });
        logger.info({ topic, eventId, userId, outcome }, 'dead letter replayed');
      };
      try {
        const isTaken = await thenNudge(() => inbox.replay(eventId, handle));
        // Somebody else may have it after a transaction of ours that was begun anew.
        if (!isTaken) message = undefined;
        else for (const work of afterwards) work();
      } catch (error) {
        if (message === undefined) throw error;
        outcomeIs(message.topic, 'failed');
        throw await failed(message, error);
      }
      if (message === undefined) throw new DomainError('not-found', 'There is no dead letter of this id');
      outcomeIs(message.topic, 'processed');
      return {};
    },
  };
}
