import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger, noFailpoints, type Dapr, type Loop } from '@arcade/service-defaults';
import type { EventLog, StoredEvent } from './event-log.ts';
import { createRelay } from './relay.ts';

const eventOf = (seq: number): StoredEvent => ({
  seq,
  topic: 'inventory.stock-changed',
  type: 'shop.arcade.stock.changed.v1',
  data: {
    eventId: `e-${seq}`,
    aggregateId: `a-${seq}`,
    aggregateVersion: 1,
    seq,
    occurredAt: '2026-03-01T10:00:00.000Z',
  },
});

describe('the relay’s marks', () => {
  let waiting: StoredEvent[];
  let published: number;
  let marks: (readonly number[])[];
  let relay: Loop;
  beforeEach(async () => {
    jest.useFakeTimers();
    [waiting, published, marks] = [[], 0, []];
    const log = {
      number: async () => waiting.splice(0),
      unsent: async () => [],
      markSent: async (seqs: readonly number[]) => void marks.push(seqs),
    } as unknown as EventLog;
    const dapr = { publish: async () => void published++ } as unknown as Dapr;
    const logger = createLogger('inventory', 'silent');
    relay = createRelay({ service: 'inventory', log, dapr, logger, failpoints: noFailpoints });
    relay.start();
    await jest.advanceTimersByTimeAsync(1000);
  });
  afterEach(async () => {
    await relay.stop();
    jest.useRealTimers();
  });

  const commit = async (seq: number) => {
    waiting.push(eventOf(seq));
    relay.nudge();
    await jest.advanceTimersByTimeAsync(10);
  };

  it('are written together, about once a second, while events go out at once', async () => {
    await commit(1);
    expect(published).toBe(1);
    for (const seq of [2, 3, 4, 5]) await commit(seq);
    expect(published).toBe(5);
    expect(marks.length).toBeLessThanOrEqual(1);
    await jest.advanceTimersByTimeAsync(2000);
    expect(marks.flat()).toEqual([1, 2, 3, 4, 5]);
    expect(marks.length).toBeLessThanOrEqual(2);
  });

  it('are written, too, for what nobody subscribes to: it stays in the log and troubles no broker', async () => {
    waiting.push({ ...eventOf(1), topic: 'orders.order-placed' }, eventOf(2));
    relay.nudge();
    await jest.advanceTimersByTimeAsync(3000);
    expect(published).toBe(1);
    expect(marks.flat()).toEqual([1, 2]);
  });

  it('are not lost when the service stops', async () => {
    for (const seq of [1, 2, 3]) await commit(seq);
    await relay.stop();
    expect(marks.flat()).toEqual([1, 2, 3]);
  });
});
