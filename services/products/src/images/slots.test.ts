import { describe, expect, it } from '@jest/globals';
import type { ImageId, ProductId } from '@arcade/contracts';
import { setImmediate as turn } from 'node:timers/promises';
import { newId } from '@arcade/service-defaults';
import { createCachedImageStore } from './cached-image-store.ts';
import type { ImageStore } from './image-store.ts';
import { createShares, createSlots } from './slots.ts';

describe('slots', () => {
  it('run at most so many at once, let some wait, and refuse the rest', async () => {
    const slots = createSlots({ atOnce: 2, waiting: 3 });
    let [running, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++running);
      await turn();
      running--;
      return 'done';
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 7 }, () => slots.run(work)));
    expect(most).toBe(2);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(
      outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason.code === 'overloaded'),
    ).toHaveLength(2);
    expect(await slots.run(work)).toBe('done');
  });

  it('give the slot back when the work fails', async () => {
    const slots = createSlots({ atOnce: 1, waiting: 0 });
    for (let time = 0; time < 3; time++) {
      await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
  });
});

describe('shares', () => {
  it('let nobody take what others need, and serve each owner in turn', async () => {
    const shares = createShares({ atOnce: 2, waiting: 1 });
    const gate = Promise.withResolvers<void>();
    const greedy = Array.from({ length: 4 }, () => shares.run('greedy', () => gate.promise));
    await expect(greedy[3]).rejects.toMatchObject({ code: 'overloaded' });
    expect(await shares.run('other', async () => 'done')).toBe('done');
    gate.resolve();
    await Promise.all(greedy.slice(0, 3));
    expect(await shares.run('greedy', async () => 'done')).toBe('done');
  });
});

describe('the cache of photos', () => {
  const [first, second] = ['a', 'b'] as unknown as [ImageId, ImageId];
  const counting = () => {
    const reads: string[] = [];
    const store: ImageStore = {
      put: async () => {},
      get: async (imageId) => (reads.push(imageId), Buffer.alloc(60)),
      remove: async () => {},
      storedBefore: async () => ({ items: [], next: undefined }),
    };
    return { reads, store };
  };

  it('reads a photo once while it has room, and drops the one read longest ago', async () => {
    const { reads, store } = counting();
    const cached = createCachedImageStore(store, 100);
    await cached.get(first, 320);
    await cached.get(first, 320);
    expect(reads).toEqual(['a']);
    await cached.get(second, 320);
    await cached.get(first, 320);
    expect(reads).toEqual(['a', 'b', 'a']);
  });

  it('forgets a photo that is removed', async () => {
    const { reads, store } = counting();
    const cached = createCachedImageStore(store, 1000);
    await cached.put(first, newId<ProductId>(), { width: 1, height: 1, sizes: [] });
    await cached.get(first, 320);
    await cached.remove(first);
    await cached.get(first, 320);
    expect(reads).toEqual(['a', 'a']);
  });
});
