import type { Redis } from 'ioredis';
import { consumingOver } from '../consuming-over.ts';
import type { Consuming, MessagingOptions } from '../messaging.ts';
import { projectionInbox, type ProjectionStore, type ProjectionWriter, type Versioned } from '../projection.ts';
import { redisDeadLetters } from './redis-dead-letters.ts';

export interface RedisProjectionOptions extends MessagingOptions<ProjectionWriter> {
  readonly redis: Redis;
  /** What all keys begin with. */
  readonly prefix: string;
}

interface Reads {
  /** The newest version of an aggregate that any event has brought. */
  read(id: string): Promise<Versioned | undefined>;
}

export type RedisProjection = Consuming & Reads;

/** Compares and writes in one go: whoever comes late finds the newer version. */
const writeScript = `
  local kept = tonumber(redis.call('HGET', KEYS[1], 'version'))
  if kept and kept >= tonumber(ARGV[1]) then return 0 end
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'document', ARGV[2])
  return 1`;

const advanceScript = `
  for index = 2, #ARGV do
    local kept = tonumber(redis.call('HGET', KEYS[1], ARGV[index]))
    if not kept or kept < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], ARGV[index], ARGV[1]) end
  end`;

const keyOf = (prefix: string, id: string) => `${prefix}:aggregate:${id}`;

/** Aggregates in hashes, one for each: its version and what a handler has put. */
export function createRedisProjection(options: RedisProjectionOptions): RedisProjection {
  const store = createRedisProjectionStore(options.redis, options.prefix);
  return { ...consumingOver(projectionInbox(store), options), read: (id) => store.read(id) };
}

export function createRedisProjectionStore(redis: Redis, prefix: string): ProjectionStore & Reads {
  const positions = `${prefix}:positions`;
  return {
    ...redisDeadLetters(redis, prefix),
    async write(changes) {
      if (changes.length === 0) return [];
      const pipeline = redis.pipeline();
      for (const { id, version, document } of changes) {
        pipeline.eval(writeScript, 1, keyOf(prefix, id), version, JSON.stringify(document));
      }
      const results = (await pipeline.exec()) ?? [];
      for (const [error] of results) if (error !== null) throw error;
      return results.map(([, written]) => written === 1);
    },
    async read(id) {
      const { version, document } = await redis.hgetall(keyOf(prefix, id));
      if (version === undefined || document === undefined) return undefined;
      return { id, version: Number(version), document: JSON.parse(document) as object };
    },
    async position(topics) {
      const kept = await redis.hmget(positions, ...topics);
      // A topic that is new here has everything before it.
      return Math.min(...kept.map(Number));
    },
    async advance(topics, seq) {
      await redis.eval(advanceScript, 1, positions, seq, ...topics);
    },
    async rewind(topics) {
      await redis.hdel(positions, ...topics);
    },
  };
}
