import type { Logger } from '@arcade/service-defaults';
import type { Redis } from 'ioredis';
import { LiveEvent, type LiveStream, type StoredLiveEvent } from './live-events.ts';

const maximumKept = 10_000;
const key = 'gateway:live';

/** A Redis stream: every gateway reads all of it, and a page that reconnects reads on from its last id. */
export function createRedisLiveStream(redis: Redis, logger: Logger): LiveStream {
  const listeners = new Set<(event: StoredLiveEvent) => void>();
  const reader = redis.duplicate();
  let stopped = true;
  let reading: Promise<void> | undefined;

  const read = async () => {
    let last = '$';
    while (!stopped) {
      try {
        const result = await reader.xread('COUNT', 200, 'BLOCK', 5000, 'STREAMS', key, last);
        for (const entry of parse(result?.[0]?.[1] ?? [])) {
          last = entry.id;
          for (const listener of listeners) listener(entry);
        }
      } catch (error) {
        if (stopped) return;
        logger.warn({ err: error }, 'live stream interrupted');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  };

  return {
    async append(event) {
      await redis.xadd(key, 'MAXLEN', '~', maximumKept, '*', 'event', JSON.stringify(event));
    },
    since: async (id) => parse(await redis.xrange(key, `(${id}`, '+', 'COUNT', 1000)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      stopped = false;
      reading = read();
    },
    async stop() {
      stopped = true;
      reader.disconnect();
      await reading;
    },
  };
}

function parse(entries: readonly (readonly [string, readonly string[]])[]): StoredLiveEvent[] {
  return entries.flatMap(([id, fields]) => {
    const parsed = LiveEvent.safeParse(JSON.parse(fields[1] ?? 'null'));
    return parsed.success ? [{ id, event: parsed.data }] : [];
  });
}
