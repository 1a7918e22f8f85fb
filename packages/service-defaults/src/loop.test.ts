import { describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@arcade/testing';
import { pino } from 'pino';
import { createLoop } from './loop.ts';
import { currentTrace, traceOf, withTrace, type Trace } from './trace.ts';

describe('createLoop', () => {
  const silent = pino({ level: 'silent' });
  const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

  it('runs at once, again while there is more, and at a nudge; never twice at a time', async () => {
    let running = 0;
    let runs = 0;
    const work = async () => {
      running++;
      expect(running).toBe(1);
      await turn();
      running--;
      return ++runs < 3;
    };
    const loop = createLoop('test', 60_000, work, silent);
    loop.start();
    for (let i = 0; i < 20; i++) await turn();
    expect(runs).toBe(3);
    loop.nudge();
    loop.nudge();
    for (let i = 0; i < 20; i++) await turn();
    expect(runs).toBe(5);
    await loop.stop();
    loop.nudge();
    for (let i = 0; i < 5; i++) await turn();
    expect(runs).toBe(5);
  });

  it('waits as long as its work says', async () => {
    const waits = [5, 60_000];
    let runs = 0;
    const loop = createLoop('test', 60_000, async () => waits[runs++], silent);
    loop.start();
    await eventually(() => runs === 2);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(runs).toBe(2);
    await loop.stop();
  });

  it('works for nobody in particular, whoever nudges it', async () => {
    const seen: (Trace | undefined)[] = [];
    const loop = createLoop('test', 1, async () => void seen.push(currentTrace()), silent);
    const somebodys = traceOf(undefined, Date.now());
    withTrace(somebodys, () => loop.start());
    await eventually(() => seen.length >= 2);
    withTrace(somebodys, () => loop.nudge());
    await eventually(() => seen.length >= 5);
    await loop.stop();
    expect(seen.filter((trace) => trace !== undefined)).toEqual([]);
  });

  it('runs again after a failure', async () => {
    const work = jest.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('once')).mockResolvedValue(undefined);
    const loop = createLoop('test', 1, work, silent);
    loop.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await loop.stop();
    expect(work.mock.calls.length).toBeGreaterThan(1);
  });
});
