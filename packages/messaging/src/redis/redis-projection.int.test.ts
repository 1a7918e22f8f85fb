import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StockChanged } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { testRedis, type TestStore } from '@arcade/testing';
import { Redis } from 'ioredis';
import { inboxDays } from '../inbox.ts';
import type { ConsumingSide, ContractStore } from '../messaging-under-test.fixture.ts';
import { newMysqlStore } from '../mysql/mysql-store.fixture.ts';
import { projectionContract } from '../projection.contract.ts';
import type { ProjectionWriter } from '../projection.ts';
import { on } from '../subscription.ts';
import { createRedisProjection, createRedisProjectionStore } from './redis-projection.ts';

let server: TestStore;
let redis: Redis;
beforeAll(async () => {
  server = await testRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.drop();
});

/** A prefix of its own for a service under test. */
async function newConsumer(service: string): Promise<ContractStore<ConsumingSide>> {
  const prefix = `${service}-${newId<string>()}`;
  return {
    drop: async () => {},
    async open(options, reaction) {
      const handle = on<ProjectionWriter, typeof StockChanged>(StockChanged, async (writer, stock, afterCommit) => {
        writer.put({ id: stock.productId, version: stock.aggregateVersion, document: { eventId: stock.eventId } });
        await reaction?.(stock, afterCommit);
      });
      const subscriptions = reaction === undefined ? [] : [handle];
      const projection = createRedisProjection({ ...options, redis, prefix, subscriptions });
      return {
        messaging: projection,
        async effects() {
          const keys = await redis.keys(`${prefix}:aggregate:*`);
          const kept = await Promise.all(keys.map((key) => projection.read(key.split(':').at(-1) ?? '')));
          return kept.map((each) => (each?.document as Record<string, string> | undefined)?.['eventId'] ?? 'nothing');
        },
        close: async () => {},
      };
    },
  };
}

describe('a projection in Redis', () => {
  projectionContract({
    newConsumer,
    newProducer: newMysqlStore,
    withStore: (work) => work(createRedisProjectionStore(redis, newId())),
  });

  it('forgets failures by itself, and no dead letter before somebody has dealt with it', async () => {
    const prefix = newId<string>();
    const store = createRedisProjectionStore(redis, prefix);
    const message = { eventId: newId<string>(), topic: StockChanged.topic, data: {} };
    const secondsLeft = () => redis.ttl(`${prefix}:failed:${message.eventId}`);
    await store.countFailure(message, 'no');
    expect(await secondsLeft()).toBeGreaterThan((inboxDays - 1) * 86_400);
    await store.deadLetter(message, 'no');
    expect(await secondsLeft()).toBe(-1);
    // As when a replay fails.
    await store.countFailure(message, 'still no');
    expect(await secondsLeft()).toBe(-1);
    await store.removeDeadLetter(message.eventId);
    expect(await redis.keys(`${prefix}:failed:*`)).toEqual([]);
  });
});
