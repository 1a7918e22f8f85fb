import { describe, expect, it, jest } from '@jest/globals';
import { StockChanged, type LoggedEvent } from '@arcade/contracts';
import { createLogger, type Dapr, type Loop } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { createCatchUp } from './catch-up.ts';
import type { Received } from './receive-event.ts';

const logger = createLogger('test', 'silent');
const topics = [StockChanged.topic];

const logged = (seq: number): LoggedEvent => ({
  seq,
  topic: StockChanged.topic,
  type: StockChanged.type,
  data: { eventId: `event-${seq}`, aggregateId: `product-${seq % 3}`, aggregateVersion: seq },
});

/** A producer's log, a consumer's inbox, and catch-up between them, one round at a time. */
function setUp(seconds = 0) {
  let log: LoggedEvent[] = [];
  const inbox = new Set<string>();
  let position = 0;
  const refusing = new Set<string>();
  const fetched: number[] = [];
  let rounds = 0;
  const dapr = {
    invoke: async (_operation: unknown, { query }: { query: { after: number; limit: number } }) => {
      const items = log.filter(({ seq }) => seq > query.after).slice(0, query.limit);
      return { items, lastSeq: items.length === query.limit ? items.at(-1)?.seq : (log.at(-1)?.seq ?? 0) };
    },
  } as unknown as Pick<Dapr, 'invoke'>;
  const create = (): Loop =>
    createCatchUp({
      service: 'carts',
      producer: 'inventory',
      topics,
      dapr,
      logger,
      seconds,
      inbox: {
        known: async (ids) => new Set(ids.filter((id) => inbox.has(id))),
        position: async () => {
          rounds++;
          return position;
        },
        advance: async (_topics, seq) => void (position = Math.max(position, seq)),
        rewind: async () => void (position = 0),
      },
      receive: async ([message]): Promise<readonly Received[]> => {
        const eventId = message?.eventId ?? '';
        if (refusing.has(eventId)) return [{ outcome: 'failed', attempts: 1 }];
        inbox.add(eventId);
        fetched.push(Number(eventId.split('-')[1]));
        return [{ outcome: 'processed' }];
      },
    });
  let loop = create();
  return {
    inbox,
    refusing,
    fetched,
    loop: () => loop,
    rounds: () => rounds,
    position: () => position,
    write: (...seqs: readonly number[]) => void log.push(...seqs.map(logged)),
    restore: (...seqs: readonly number[]) => void (log = seqs.map(logged)),
    restart: () => void (loop = create()),
    /** `stop` waits for the round that `start` began. */
    round: async () => {
      loop.start();
      await loop.stop();
    },
  };
}

const inSequence = (seqs: readonly number[]) => seqs.toSorted((a, b) => a - b);

describe('catch-up', () => {
  it('fetches everything that is missing at start, over many pages', async () => {
    const { write, inbox, round, position, fetched } = setUp();
    write(...Array.from({ length: 450 }, (_, index) => index + 1));
    inbox.add('event-7');
    await round();
    expect(fetched.length).toBe(449);
    expect(position()).toBe(450);
  });

  it('leaves to the broker what was not there the time before, and fetches it the time after', async () => {
    const { write, round, position, fetched } = setUp();
    await round();
    write(1, 2);
    await round();
    expect({ fetched, position: position() }).toEqual({ fetched: [], position: 0 });
    await round();
    expect(inSequence(fetched)).toEqual([1, 2]);
    expect(position()).toBe(2);
  });

  it('moves its position up to the first event that is not processed, and no further', async () => {
    const { write, refusing, round, position, inbox } = setUp();
    write(1, 2, 3, 4, 5);
    refusing.add('event-3');
    await round();
    expect(position()).toBe(2);
    expect([...inbox].toSorted()).toEqual(['event-1', 'event-2', 'event-4', 'event-5']);
    refusing.clear();
    await round();
    expect(position()).toBe(5);
  });

  it('does not overtake a refused event with a later one of the same aggregate', async () => {
    const { write, refusing, round, inbox } = setUp();
    write(1, 4);
    refusing.add('event-1');
    await round();
    expect([...inbox]).toEqual([]);
  });

  it('resumes from its position after a restart', async () => {
    const { write, round, restart, fetched, position } = setUp();
    write(1, 2);
    await round();
    write(3);
    restart();
    await round();
    expect(inSequence(fetched)).toEqual([1, 2, 3]);
    expect(position()).toBe(3);
  });

  it('reads a log that was restored to an earlier state anew', async () => {
    const { write, restore, round, fetched, position } = setUp();
    write(1, 2, 3);
    await round();
    restore(1);
    await round();
    expect(position()).toBe(0);
    restore(1, 9);
    await eventually(async () => {
      await round();
      return position() === 9;
    });
    expect(inSequence(fetched)).toEqual([1, 2, 3, 9]);
  });

  it('looks once in its period', async () => {
    jest.useFakeTimers();
    try {
      const { loop, rounds } = setUp(15);
      loop().start();
      await jest.advanceTimersByTimeAsync(61_000);
      await loop().stop();
      expect(rounds()).toBe(5);
    } finally {
      jest.useRealTimers();
    }
  });

  it('refuses a subscription to a log that the contracts do not let the service read', () => {
    const options = { service: 'payments', producer: 'inventory', topics, logger, seconds: 15 } as const;
    expect(() => createCatchUp({ ...options, dapr: {} as never, inbox: {} as never, receive: {} as never })).toThrow(
      'payments subscribes to events of inventory but may not read its log',
    );
  });
});
