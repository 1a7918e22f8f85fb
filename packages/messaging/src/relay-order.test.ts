import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger, noFailpoints, type Dapr, type Loop } from '@arcade/service-defaults';
import type { EventLog, StoredEvent } from './event-log.ts';
import { createRelay } from './relay.ts';

/** More than one batch, so that a backlog is not worked off in one round. */
const backlog = 450;

describe('a relay whose broker was away', () => {
  let committed: StoredEvent[];
  let unsent: { readonly event: StoredEvent; readonly numberedAt: number }[];
  let away: (seq: number) => boolean;
  let tried: number[];
  let seq: number;
  let published: { readonly aggregate: string; readonly seq: number }[];
  let relay: Loop;

  let aggregates: readonly string[];
  const commitSome = (count: number) => {
    for (let each = 0; each < count; each++) commit(++seq, aggregates[seq % aggregates.length] ?? 'a');
  };
  const commit = (number: number, aggregate: string) => committed.push(eventOf(number, aggregate));
  const eventOf = (number: number, aggregate: string): StoredEvent => ({
    seq: number,
    topic: 'inventory.stock-changed',
    type: 'shop.arcade.stock.changed.v1',
    data: {
      eventId: `e-${number}`,
      aggregateId: aggregate,
      aggregateVersion: number,
      seq: number,
      occurredAt: '2026-03-01T10:00:00.000Z',
    },
  });
  /** Another relay has numbered them just now, and is gone. */
  const leaveBehind = (count: number) => {
    for (let each = 0; each < count; each++) {
      const event = eventOf(++seq, aggregates[seq % aggregates.length] ?? 'a');
      unsent.push({ event, numberedAt: performance.now() });
    }
  };

  beforeEach(() => {
    jest.useFakeTimers();
    [committed, unsent, published, tried, seq] = [[], [], [], [], 0];
    away = () => true;
    aggregates = ['a', 'b', 'c'];
    const log = {
      number: async (limit: number) => {
        const numbered = committed.splice(0, limit);
        unsent.push(...numbered.map((event) => ({ event, numberedAt: performance.now() })));
        return numbered;
      },
      unsent: async (limit: number, seconds: number) =>
        unsent
          .filter(({ numberedAt }) => performance.now() - numberedAt >= seconds * 1000)
          .slice(0, limit)
          .map(({ event }) => event),
      markSent: async (seqs: readonly number[]) => {
        unsent = unsent.filter(({ event }) => !seqs.includes(event.seq));
      },
    } as unknown as EventLog;
    const dapr = {
      publish: async (_topic: string, { data }: { data: { aggregateId: string; seq: number } }) => {
        tried.push(data.seq);
        if (away(data.seq)) throw new Error('the broker is away');
        published.push({ aggregate: data.aggregateId, seq: data.seq });
        // Events are written while the backlog is worked off.
        if (published.length % 10 === 0 && published.length < 2 * backlog) commitSome(1);
      },
    } as unknown as Dapr;
    const logger = createLogger('inventory', 'silent');
    relay = createRelay({ service: 'inventory', log, dapr, logger, failpoints: noFailpoints });
    relay.start();
  });
  afterEach(async () => {
    await relay.stop();
    jest.useRealTimers();
  });

  const seqsOf = (aggregate: string) => published.filter((one) => one.aggregate === aggregate).map((one) => one.seq);

  /** An event may go out twice, but never before an earlier one of its aggregate has. */
  const expectAllInOrder = () => {
    for (const aggregate of aggregates) {
      const firsts = [...new Set(seqsOf(aggregate))];
      expect(firsts).toEqual(firsts.toSorted((x, y) => x - y));
    }
    expect(new Set(published.map((one) => one.seq)).size).toBe(seq);
  };

  it('publishes everything of an aggregate in its order, also what is committed while it is behind', async () => {
    commitSome(backlog);
    await jest.advanceTimersByTimeAsync(5000);
    expect(published).toEqual([]);
    away = () => false;
    for (let second = 0; second < 60; second++) {
      commitSome(1);
      relay.nudge();
      await jest.advanceTimersByTimeAsync(1000);
    }
    expectAllInOrder();
  });

  it('holds back what follows a refused event of the same aggregate, and nothing else', async () => {
    away = (one) => one === 2;
    commitSome(9);
    relay.nudge();
    await jest.advanceTimersByTimeAsync(1000);
    expect([seqsOf('a'), seqsOf('b'), seqsOf('c')]).toEqual([[3, 6, 9], [1, 4, 7], []]);
    away = () => false;
    await jest.advanceTimersByTimeAsync(5000);
    expectAllInOrder();
  });

  it('asks ever more rarely, with few events each time', async () => {
    aggregates = Array.from({ length: 40 }, (_, n) => `one of many ${n}`);
    commitSome(40);
    relay.nudge();
    await jest.advanceTimersByTimeAsync(400);
    expect(tried.length).toBeLessThanOrEqual(16);
    const rounds = () => tried.filter((one) => one === tried[0]).length;
    await jest.advanceTimersByTimeAsync(9000);
    expect(rounds()).toBeGreaterThanOrEqual(3);
    await jest.advanceTimersByTimeAsync(110_000);
    expect(rounds()).toBeGreaterThanOrEqual(7);
    expect(rounds()).toBeLessThanOrEqual(14);
  });

  it('numbers and sends many batches at once, without waiting for its next turn', async () => {
    commitSome(backlog);
    relay.nudge();
    await jest.advanceTimersByTimeAsync(50);
    expect([committed.length, published.length]).toEqual([0, 0]);
    away = () => false;
    await jest.advanceTimersByTimeAsync(60_000);
    const before = published.length;
    commitSome(2 * backlog);
    relay.nudge();
    await jest.advanceTimersByTimeAsync(50);
    expect(published.length).toBeGreaterThanOrEqual(before + 2 * backlog);
  });

  it('sends what another relay has numbered and left, once it is overdue, before what is new', async () => {
    away = () => false;
    leaveBehind(backlog);
    await jest.advanceTimersByTimeAsync(4000);
    expect(published).toEqual([]);
    // It looks for such every ten seconds.
    await jest.advanceTimersByTimeAsync(6500);
    expect(published.length).toBeGreaterThan(0);
    commitSome(3);
    relay.nudge();
    await jest.advanceTimersByTimeAsync(20_000);
    expectAllInOrder();
  });
});
