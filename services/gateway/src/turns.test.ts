import { describe, expect, it } from '@jest/globals';
import { createTurns } from './turns.ts';

const held = () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  return { until, release: () => release() };
};

describe('createTurns', () => {
  it('lets so much go on at a time for each key, and keeps no other key waiting', async () => {
    const turns = createTurns(2);
    const hold = held();
    const begun: string[] = [];
    const work = (name: string) => async () => {
      begun.push(name);
      await hold.until;
    };
    const all = [turns.take('a', work('a1')), turns.take('a', work('a2')), turns.take('a', work('a3'))];
    all.push(turns.take('b', work('b1')));
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    hold.release();
    await Promise.all(all);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('hands the place on when work fails, in the order the others came', async () => {
    const turns = createTurns(1);
    const done: number[] = [];
    const failing = turns.take('a', () => Promise.reject(new Error('no')));
    const others = [1, 2, 3].map((n) => turns.take('a', async () => void done.push(n)));
    await expect(failing).rejects.toThrow('no');
    await Promise.all(others);
    expect(done).toEqual([1, 2, 3]);
    expect(await turns.take('a', async () => 'again')).toBe('again');
  });
});
