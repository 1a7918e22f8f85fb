import { describe, expect, it } from '@jest/globals';
import { currentTrace, detachTrace, traceOf, withTrace } from './trace.ts';

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

describe('detachTrace', () => {
  const mine = traceOf(undefined, Date.now());
  const other = traceOf(undefined, Date.now());

  it('keeps the trace for later, without its deadline', () => {
    const detached = withTrace(mine, detachTrace);
    const { traceId, traceparent } = mine;
    expect(withTrace(other, () => detached(currentTrace))).toEqual({ traceId, traceparent });
  });

  it('keeps a later trace away where there was none', () => {
    const detached = detachTrace();
    expect(withTrace(other, () => detached(currentTrace))).toBeUndefined();
  });
});
