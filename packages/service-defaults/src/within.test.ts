import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { within } from './within.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('ends what takes too long', async () => {
  const endless = within(50, async (signal) => {
    await once(signal, 'abort');
    signal.throwIfAborted();
  });
  const ended = expect(endless).rejects.toThrow('not done within 50 ms');
  jest.advanceTimersByTime(50);
  await ended;
});

it('leaves nothing behind of what is done or has failed', async () => {
  let seen: AbortSignal | undefined;
  const note = (signal: AbortSignal) => (seen = signal);
  expect(await within(50, async (signal) => note(signal) && 'done')).toBe('done');
  await expect(within(50, async (signal) => Promise.reject(note(signal) && new Error('failed')))).rejects.toThrow(
    'failed',
  );
  expect(jest.getTimerCount()).toBe(0);
  expect(seen?.aborted).toBe(false);
});
