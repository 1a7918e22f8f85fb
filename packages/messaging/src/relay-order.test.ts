import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger, noFailpoints, type Dapr, type Loop } from '@arcade/service-defaults';
import type { EventLog, StoredEvent } from './event-log.ts';
import { createRelay } from './relay.ts';

/** More than one batch, so that a backlog is not worked off in one round. */
const backlog = 450;

describe('a relay whose broker was away', () => {
  let committed: StoredEvent[];
  let unsent: { readonly event: StoredEvent; readonly numberedAt: number }[];
  let away: boolean;
  let seq: number;
  let published: { readonly aggregate: string; readonly seq: number }[];
  let relay: Loop;

  const aggregates = ['a', 'b', 'c'];
  const commitSome = (count: number) => {
    for (let each = 0; each < count; each++) commit(++seq, aggregates[seq % aggregates.length] ?? 'a');
  };
  const commit = (number: number, aggregate: string) =>
    committed.push({
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

  beforeEach(() => {
    jest.useFakeTimers();
    [committed, unsent, published, away, seq] = [[], [], [], true, 0];
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
        if (away) throw new Error('the broker is away');
        published.push({ aggregate: data.aggregateId, seq: data.seq });
        // Life goes on while the backlog is worked off.
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

  it('publishes everything of an aggregate in its order, also what is committed while it is behind', async () => {
    commitSome(backlog);
    await jest.advanceTimersByTimeAsync(5000);
    expect(published).toEqual([]);
    away = false;
    for (let second = 0; second < 60; second++) {
      commitSome(1);
      relay.nudge();
      await jest.advanceTimersByTimeAsync(1000);
    }
    for (const aggregate of aggregates) {
      const seqs = seqsOf(aggregate);
      // An event may go out twice, but never before an earlier one has.
      const firsts = seqs.filter((one, index) => seqs.indexOf(one) === index);
      expect(firsts).toEqual(firsts.toSorted((x, y) => x - y));
    }
    expect(new Set(published.map((one) => one.seq)).size).toBe(seq);
  });
});
