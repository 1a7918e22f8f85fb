import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { inOrder } from './in-order.ts';

const items = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), works: fc.boolean() }), { maxLength: 40 });

describe('inOrder', () => {
  it('works on each key in order up to its first refusal, and never on more keys at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 5 }), async (list, limit) => {
        const numbered = list.map((item, index) => ({ ...item, index }));
        const done: number[] = [];
        const running = new Set<string>();
        await inOrder(
          numbered,
          ({ key }) => key,
          limit,
          async ({ key, index, works }) => {
            expect(running.has(key)).toBe(false);
            running.add(key);
            expect(running.size).toBeLessThanOrEqual(limit);
            await turn();
            running.delete(key);
            done.push(index);
            return works;
          },
        );
        for (const [key, own] of Map.groupBy(numbered, (item) => item.key)) {
          const stop = own.findIndex(({ works }) => !works);
          const expected = own.slice(0, stop === -1 ? own.length : stop + 1).map(({ index }) => index);
          expect(done.filter((index) => numbered[index]?.key === key)).toEqual(expected);
        }
      }),
    );
  });
});
