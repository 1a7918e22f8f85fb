import { describe, expect, it } from '@jest/globals';
import { together } from './together.ts';

function recorder() {
  const batches: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const add = together<number>(async (items) => {
    batches.push(items);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (items.includes(0)) throw new Error('none');
  });
  const settle = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { batches, add, settle };
}

describe('together', () => {
  it('gives work what has come while it was busy, each once and never two batches at a time', async () => {
    const { batches, add, settle } = recorder();
    const first = add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const others = [add(2), add(3)];
    expect(batches).toEqual([[1]]);
    await settle();
    await first;
    expect(batches).toEqual([[1], [2, 3]]);
    await settle();
    await Promise.all(others);
    const last = add(4);
    await settle();
    await last;
    expect(batches).toEqual([[1], [2, 3], [4]]);
  });

  it('fails for those of a batch, and goes on with the next', async () => {
    const { batches, add, settle } = recorder();
    const failing = expect(Promise.all([add(0), add(1)])).rejects.toThrow('none');
    await settle();
    await failing;
    const next = add(2);
    await settle();
    await next;
    expect(batches).toEqual([[0, 1], [2]]);
  });
});
