import { DomainError, eventIdPattern, type ServiceName } from '@arcade/contracts';
import { cursorCodec, unavailableOf, type Logger } from '@arcade/service-defaults';
import * as z from 'zod';
import type { Inbox, Letter } from './inbox.ts';
import { received } from './messaging-metrics.ts';
import type { Messaging } from './messaging.ts';
import { handleLetter } from './receive-event.ts';
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

  const failed = async (letter: Letter, error: unknown): Promise<DomainError> => {
    if (error instanceof DomainError && error.kind === 'unavailable') return error;
    const unavailable = unavailableOf(error);
    if (unavailable !== undefined) return unavailable;
    await inbox.countFailure(letter, String(error));
    return new DomainError('event-not-processed', String(error));
  };

  return {
    async listDeadLetters({ query: { cursor, limit } }) {
      const letters = await inbox.deadLetters(limit + 1, cursor === undefined ? '' : cursors.decode(cursor));
      const items = letters.slice(0, limit).map(({ eventId, topic, reason, attempts, buriedAt, data }) => {
        return { eventId, topic, reason, attempts, buriedAt: buriedAt.toISOString(), data };
      });
      const last = items.at(-1);
      const hasMore = letters.length > limit && last !== undefined;
      return { body: hasMore ? { items, nextCursor: cursors.encode(last.eventId) } : { items } };
    },
    async replayDeadLetter({ params: { eventId }, identity: { userId } }) {
      let letter: Letter | undefined;
      let afterwards: readonly (() => void)[] = [];
      const replay = async (tx: Tx, found: Letter) => {
        letter = found;
        afterwards = await handleLetter(subscriptions, tx, found);
      };
      const outcomeIs = (topic: string, outcome: string) => {
        received.inc({ service, topic, via: 'replay', outcome });
        logger.info({ topic, eventId, userId, outcome }, 'dead letter replayed');
      };
      try {
        const isTaken = await thenNudge(() => inbox.exhume(eventId, replay));
        // Somebody else may have it after a transaction of ours that was begun anew.
        if (!isTaken) letter = undefined;
        else for (const work of afterwards) work();
      } catch (error) {
        if (letter === undefined) throw error;
        outcomeIs(letter.topic, 'failed');
        throw await failed(letter, error);
      }
      if (letter === undefined) throw new DomainError('not-found', 'There is no dead letter of this id');
      outcomeIs(letter.topic, 'processed');
      return {};
    },
  };
}
