import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@arcade/service-defaults';
import type { Redis } from 'ioredis';
import { LiveEvent, type LiveStream, type StoredLiveEvent } from './live-events.ts';

const maximumKept = 10_000;
const page = 1000;
const blockMs = 5000;
const key = 'gateway:live';

/** A Redis stream: every gateway reads all of it, and a page that reconnects reads on from its last id. */
export function createRedisLiveStream(redis: Redis, logger: Logger): LiveStream {
  const listeners = new Set<(event: StoredLiveEvent) => void>();
  const reader = redis.duplicate({ commandTimeout: blockMs * 2, enableOfflineQueue: true, lazyConnect: true });
  reader.on('error', (error) => logger.debug({ err: error }, 'live stream reader'));
  let stopped = new AbortController();
  let position: string | undefined;
  let reading: Promise<void> | undefined;

  // Not `$`: between two reads it would skip what arrives.
  const end = async () => (await reader.xrevrange(key, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0';

  const readOn = async () => {
    const from = position ?? (await end());
    position = from;
    const result = await reader.xread('COUNT', page, 'BLOCK', blockMs, 'STREAMS', key, from);
    for (const entry of parse(result?.[0]?.[1] ?? [])) {
      position = entry.id;
      for (const listener of listeners) listener(entry);
    }
  };

  const read = async ({ signal }: AbortController) => {
    while (!signal.aborted) {
      try {
        await readOn();
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ err: error }, 'live stream interrupted');
        await sleep(500);
      }
    }
  };

  return {
    async append(event) {
      await redis.xadd(key, 'MAXLEN', '~', maximumKept, '*', 'event', JSON.stringify(event));
    },
    position: () => position ?? '0-0',
    async since(id) {
      const complete = id === '0-0' || (await redis.xrange(key, id, id)).length === 1;
      const events: StoredLiveEvent[] = [];
      for (let from = id; ; from = events.at(-1)?.id ?? from) {
        const entries = await redis.xrange(key, `(${from}`, '+', 'COUNT', page);
        events.push(...parse(entries));
        if (entries.length < page) return { events, complete };
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      stopped = new AbortController();
      reading = read(stopped);
    },
    async stop() {
      stopped.abort();
      reader.disconnect();
      await reading;
    },
  };
}

/** Whatever an older or newer gateway wrote that is not known here is left out, but its position counts. */
function parse(entries: readonly (readonly [string, readonly string[]])[]): StoredLiveEvent[] {
  return entries.flatMap(([id, fields]) => {
    const parsed = LiveEvent.safeParse(JSON.parse(fields[1] ?? 'null'));
    return parsed.success ? [{ id, event: parsed.data }] : [];
  });
}
