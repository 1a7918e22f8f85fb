import type { Redis } from 'ioredis';
import { inboxDays, type Message } from '../inbox.ts';
import type { ProjectionStore } from '../projection.ts';

type DeadLetters = Pick<
  ProjectionStore,
  | 'countFailure'
  | 'deadLetter'
  | 'listDeadLetters'
  | 'deadLettersAmong'
  | 'readDeadLetter'
  | 'removeDeadLetter'
  | 'forget'
>;

/** Keys: the message's hash, the set of dead letters. Arguments: event id, topic, data, reason. */
const keepMessage = `
  local now = redis.call('TIME')
  redis.call('HSETNX', KEYS[1], 'topic', ARGV[2])
  redis.call('HSETNX', KEYS[1], 'data', ARGV[3])
  redis.call('HSETNX', KEYS[1], 'failedAt', now[1])
  redis.call('HSET', KEYS[1], 'reason', ARGV[4])`;

/** What is processed after all, or never comes again, is forgotten; a dead letter waits for a person. */
const countScript = `${keepMessage}
  local attempts = redis.call('HINCRBY', KEYS[1], 'attempts', 1)
  if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then redis.call('EXPIRE', KEYS[1], ${inboxDays * 86_400}) end
  return { attempts, now[1] - redis.call('HGET', KEYS[1], 'failedAt') }`;

const deadLetterScript = `
  if redis.call('ZADD', KEYS[2], 'NX', 0, ARGV[1]) == 0 then return 0 end
  ${keepMessage}
  redis.call('HSETNX', KEYS[1], 'attempts', 1)
  redis.call('HSET', KEYS[1], 'deadLetteredAt', now[1])
  redis.call('PERSIST', KEYS[1])
  return 1`;

/** Messages that failed, a hash for each; the ids of those that were given up are a sorted set. */
export function redisDeadLetters(redis: Redis, prefix: string): DeadLetters {
  const dead = `${prefix}:dead-letters`;
  const keyOf = (eventId: string) => `${prefix}:failed:${eventId}`;
  const run = (script: string, { eventId, topic, data }: Message, reason: string) =>
    redis.eval(script, 2, keyOf(eventId), dead, eventId, topic, JSON.stringify(data ?? null), reason.slice(0, 4000));

  return {
    async countFailure(message, reason) {
      const [attempts = 1, seconds = 0] = (await run(countScript, message, reason)) as number[];
      return { attempts, seconds };
    },
    deadLetter: async (message, reason) => (await run(deadLetterScript, message, reason)) === 1,
    async listDeadLetters(limit, after = '') {
      const eventIds = await redis.zrangebylex(dead, after === '' ? '-' : `(${after}`, '+', 'LIMIT', 0, limit);
      const hashes = await Promise.all(eventIds.map((eventId) => redis.hgetall(keyOf(eventId))));
      return hashes.map((hash, index) => ({
        ...messageOf(eventIds[index] ?? '', hash),
        reason: hash['reason'] ?? '',
        attempts: Number(hash['attempts']),
        deadLetteredAt: new Date(Number(hash['deadLetteredAt']) * 1000),
      }));
    },
    async deadLettersAmong(eventIds) {
      if (eventIds.length === 0) return new Set();
      const scores = await redis.zmscore(dead, ...eventIds);
      return new Set(eventIds.filter((_, index) => scores[index] !== null));
    },
    async readDeadLetter(eventId) {
      if ((await redis.zscore(dead, eventId)) === null) return undefined;
      const hash = await redis.hgetall(keyOf(eventId));
      return hash['topic'] === undefined ? undefined : messageOf(eventId, hash);
    },
    async removeDeadLetter(eventId) {
      const [removed] = (await redis.multi().zrem(dead, eventId).del(keyOf(eventId)).exec()) ?? [];
      return removed?.[1] === 1;
    },
    // Redis forgets by itself.
    forget: async () => false,
  };
}

const messageOf = (eventId: string, { topic = '', data = 'null' }: Readonly<Record<string, string>>): Message => ({
  eventId,
  topic,
  data: JSON.parse(data) as unknown,
});
