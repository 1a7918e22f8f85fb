import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Default 20,000. */
  readonly timeoutMs?: number;
  /** Default 25. */
  readonly intervalMs?: number;
}

/**
 * Repeats a check until it neither throws nor answers false or undefined, and gives what it answered. So a check that
 * ends in an expectation has to answer true after it.
 * @throws what the check threw last, or an Error that says what it answered, when the time is over
 */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  { timeoutMs = 20_000, intervalMs = 25 }: EventuallyOptions = {},
): Promise<Exclude<Awaited<Result>, false | undefined>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const late = Date.now() >= deadline;
    const outcome = await attempt(check);
    if (outcome.ok) return outcome.value as Exclude<Awaited<Result>, false | undefined>;
    if (late) throw outcome.error ?? neverTrue(outcome.value, timeoutMs, check);
    await sleep(intervalMs);
  }
}

async function attempt(check: () => unknown) {
  try {
    const value = await check();
    return { ok: value !== false && value !== undefined, value, error: undefined };
  } catch (error) {
    return { ok: false, value: undefined, error };
  }
}

const neverTrue = (value: unknown, timeoutMs: number, check: () => unknown) =>
  new Error(
    `${value === undefined ? 'Nothing was answered (a check has to answer something)' : 'Not true'} within ${timeoutMs} ms: ${check.toString().slice(0, 200)}`,
  );
