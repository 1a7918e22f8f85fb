import { describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import * as z from 'zod';
import { loadConfig } from './config.ts';
import { derivedId } from './derived-id.ts';
import { etagOf, requireMatch } from './etag.ts';
import { createFailpoints } from './failpoints.ts';
import { requestHash } from './idempotent.ts';
import { createLoop } from './loop.ts';
import { traceOf } from './trace.ts';

describe('loadConfig', () => {
  const schema = z.object({ PORT: z.coerce.number(), URL: z.string() });

  it('reads and types the environment', () => {
    expect(loadConfig(schema, { PORT: '80', URL: 'x', OTHER: 'y' })).toEqual({ PORT: 80, URL: 'x' });
  });

  it('says everything that is missing at once', () => {
    expect(() => loadConfig(schema, { PORT: 'eighty' })).toThrow(/PORT[^]*URL/);
  });
});

describe('derivedId', () => {
  it('is the same for the same parts, a UUIDv8, and differs for any other', () => {
    const id = derivedId('order', 'user', 'key');
    expect(derivedId('order', 'user', 'key')).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(derivedId('order', 'userkey', '')).not.toBe(id);
    expect(derivedId('payment', 'user', 'key')).not.toBe(id);
  });
});

describe('requestHash', () => {
  it('does not depend on the order of keys, and does on that of lists', () => {
    expect(requestHash({ a: 1, b: { c: 2, d: 3 } })).toBe(requestHash({ b: { d: 3, c: 2 }, a: 1 }));
    expect(requestHash([1, 2])).not.toBe(requestHash([2, 1]));
  });
});

describe('requireMatch', () => {
  it('lets the current version and * pass', () => {
    expect(() => requireMatch(etagOf(3), 3)).not.toThrow();
    expect(() => requireMatch('*', 3)).not.toThrow();
  });

  it('tells the current ETag to whoever has an older one', () => {
    expect(() => requireMatch(etagOf(2), 3)).toThrow(
      expect.objectContaining({ code: 'etag-mismatch', fields: { currentETag: '"3"' } }),
    );
  });
});

describe('createFailpoints', () => {
  it('does what is asked at the named place only', async () => {
    const failpoints = createFailpoints('orders.after-place=error,carts.x=delay:1');
    await expect(failpoints.hit('orders.after-place')).rejects.toThrow('orders.after-place');
    await expect(failpoints.hit('carts.x')).resolves.toBeUndefined();
    await expect(failpoints.hit('elsewhere')).resolves.toBeUndefined();
  });

  it('refuses a fault that it does not know', () => {
    expect(() => createFailpoints('a=explode')).toThrow('explode');
  });
});

describe('traceOf', () => {
  it('continues a trace with a span of its own', () => {
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const trace = traceOf(parent);
    expect(trace.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(trace.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(trace.traceparent).not.toBe(parent);
  });

  it.each([undefined, '', 'nonsense'])('begins one for %p', (parent) => {
    expect(traceOf(parent).traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});

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

  it('goes on after a failure', async () => {
    const work = jest.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('once')).mockResolvedValue(undefined);
    const loop = createLoop('test', 1, work, silent);
    loop.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await loop.stop();
    expect(work.mock.calls.length).toBeGreaterThan(1);
  });
});
