import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, ProblemError, type Client } from '@arcade/client';

/** How long one call may be refused or unanswered before loading gives up. */
const patienceMs = 60_000;
const passing = new Set(['rate-limited', 'overloaded', 'dependency-unavailable', 'idempotency-in-flight']);

const isPassing = (error: unknown) =>
  error instanceof ProblemError ? passing.has(error.code) || error.status >= 502 : error instanceof TypeError;

/** A client that waits and asks again while the shop is busy, starting or limiting. Calls have to be repeatable. */
export function createPatientClient(baseUrl: string, token?: string): Client {
  const client = createClient({ baseUrl, token: () => token });
  return {
    async call(operation, input, options) {
      const deadline = Date.now() + patienceMs;
      for (let wait = 100; ; wait = Math.min(wait * 2, 2000)) {
        try {
          return await client.call(operation, input, options);
        } catch (error) {
          const pause = ((error instanceof ProblemError ? error.retryAfter : undefined) ?? wait / 1000) * 1000;
          if (!isPassing(error) || Date.now() + pause > deadline) throw error;
          await sleep(pause);
        }
      }
    },
  };
}

/** Runs work on all items, at most `limit` at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
