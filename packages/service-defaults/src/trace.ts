import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** What one request carries through every call it causes. */
export interface Trace {
  /** W3C trace id, 32 hex digits. */
  readonly traceId: string;
  /** W3C `traceparent` to send on. */
  readonly traceparent: string;
  /** Instant (ms since 1970) after which nobody waits for the answer. */
  readonly deadline?: number;
}

const storage = new AsyncLocalStorage<Trace | undefined>();
const pattern = /^00-([0-9a-f]{32})-[0-9a-f]{16}-0[01]$/;

/** Continues the caller's trace, or begins one. */
export function traceOf(traceparent: string | undefined, deadline?: number): Trace {
  const traceId = pattern.exec(traceparent ?? '')?.[1] ?? randomBytes(16).toString('hex');
  const trace = { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
  return deadline === undefined ? trace : { ...trace, deadline };
}

/** Runs work inside a trace; `currentTrace` gives it anywhere below. */
export const withTrace = <Result>(trace: Trace, work: () => Result): Result => storage.run(trace, work);
export const currentTrace = (): Trace | undefined => storage.getStore();

/**
 * For work that outlives its request: what this answers runs work in the trace of now, wherever it is called, and
 * without the deadline, because nobody waits for it.
 */
export function detachTrace(): <Result>(work: () => Result) => Result {
  const trace = currentTrace();
  const kept = trace && { traceId: trace.traceId, traceparent: trace.traceparent };
  return (work) => storage.run(kept, work);
}
