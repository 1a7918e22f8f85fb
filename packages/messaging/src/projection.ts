import type { Inbox, Message } from './inbox.ts';

/** An aggregate as an event left it. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
  readonly document: object;
}

/** What handlers of a projection write with: everything is written together once all handlers of a batch are done. */
export interface ProjectionWriter {
  put(change: Versioned): void;
}

type KeptByInbox = Pick<
  Inbox<never>,
  'countFailure' | 'deadLetter' | 'listDeadLetters' | 'position' | 'advance' | 'rewind' | 'forget'
>;

/** A store without transactions. Each of its writes is atomic by itself. */
export interface ProjectionStore extends KeptByInbox {
  /** Writes each aggregate, in this order, unless this version of it or a newer one is there. Answers which were written. */
  write(changes: readonly Versioned[]): Promise<readonly boolean[]>;
  /** Which of these events are dead letters. */
  deadLettersAmong(eventIds: readonly string[]): Promise<ReadonlySet<string>>;
  readDeadLetter(eventId: string): Promise<Message | undefined>;
  /** False when it is none, or no longer. */
  removeDeadLetter(eventId: string): Promise<boolean>;
}

/**
 * Versions do what an inbox does elsewhere: an event that comes twice, or after a newer one, changes nothing and counts as
 * a duplicate. So no event is noted but the dead letters, and catch-up writes once more what the broker has brought.
 */
export function projectionInbox(store: ProjectionStore): Inbox<ProjectionWriter> {
  type Work = Parameters<Inbox<ProjectionWriter>['once']>[2];

  const project = async (messages: readonly Message[], work: Work): Promise<ReadonlySet<Message>> => {
    const puts: { readonly message: Message; readonly change: Versioned }[] = [];
    for (const message of messages) await work({ put: (change) => void puts.push({ message, change }) }, message);
    const written = await store.write(puts.map(({ change }) => change));
    return new Set(puts.filter((_, index) => written[index] === true).map(({ message }) => message));
  };

  return {
    ...store,
    known: (eventIds) => store.deadLettersAmong(eventIds),
    async once(messages, _via, work) {
      const dead = await store.deadLettersAmong(messages.map(({ eventId }) => eventId));
      return await project(
        messages.filter(({ eventId }) => !dead.has(eventId)),
        work,
      );
    },
    async replay(eventId, work) {
      const message = await store.readDeadLetter(eventId);
      if (message === undefined) return false;
      // Written before it is taken away: whoever dies between the two writes the same again.
      await project([message], work);
      return await store.removeDeadLetter(eventId);
    },
  };
}
