import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { traceOf, withTrace } from '@arcade/service-defaults';
import { createWorkQueue } from './work-queue.ts';

/** Work that ends when the test says so. */
function controlled() {
  const finish: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => finish.push(resolve));
    running -= 1;
  };
  return { work, finish, most: () => most };
}

describe('createWorkQueue', () => {
  it('runs so many at a time, lets so many wait and refuses the rest', async () => {
    const queue = createWorkQueue(2, 3);
    const { work, finish, most } = controlled();
    const accepted = Array.from({ length: 5 }, () => queue.run(work));
    await expect(queue.run(work)).rejects.toMatchObject({ code: 'overloaded' });
    for (let done = 0; done < 5; done++) {
      while (finish.length <= done) await sleep(1);
      finish[done]?.();
    }
    await Promise.all(accepted);
    expect(most()).toBe(2);
  });

  it('continues after work that failed', async () => {
    const queue = createWorkQueue(1, 1);
    const failing = queue.run(() => Promise.reject(new Error('broken')));
    const next = queue.run(async () => 'done');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
    expect(await queue.run(async () => 'again')).toBe('again');
  });

  it('does not begin what nobody waits for any more', async () => {
    const queue = createWorkQueue(1, 1);
    const { work, finish } = controlled();
    const first = queue.run(work);
    let begun = false;
    const late = withTrace(traceOf(undefined, Date.now() + 20), () => queue.run(async () => void (begun = true)));
    await sleep(30);
    finish[0]?.();
    await first;
    await expect(late).rejects.toMatchObject({ code: 'overloaded' });
    expect(begun).toBe(false);
    expect(await queue.run(async () => 1)).toBe(1);
  });
});
