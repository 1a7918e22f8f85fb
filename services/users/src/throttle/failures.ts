/** How failed sign-ins make a subject wait. */
export interface ThrottleRule {
  /** Attempts without a wait. */
  readonly freeFailures: number;
  /** The first wait; it doubles with each further failure. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Failures are forgotten when this time passes without another. */
  readonly forgetMs: number;
}

/** What is remembered of a subject. */
export interface Failures {
  readonly count: number;
  readonly waitUntil: Date;
  readonly forgetAt: Date;
}

export type Attempt =
  { readonly kind: 'allowed'; readonly failures: Failures } | { readonly kind: 'wait'; readonly ms: number };

/** Wait after so many failures: nothing at first, then the first wait, doubling up to the maximum. */
export const delayMs = (count: number, { freeFailures, firstDelayMs, maxDelayMs }: ThrottleRule): number =>
  count < freeFailures ? 0 : Math.min(firstDelayMs * 2 ** (count - freeFailures), maxDelayMs);

/** Before any time that somebody has read: of many who come at once, each has read the clock at another moment. */
const noWait = new Date(0);

/** An attempt counts as failed from its beginning, so that many at once do not slip through. */
export function countAttempt(before: Failures | undefined, now: Date, rule: ThrottleRule): Attempt {
  const known = before !== undefined && before.forgetAt > now ? before : undefined;
  if (known !== undefined && known.waitUntil > now) {
    return { kind: 'wait', ms: known.waitUntil.getTime() - now.getTime() };
  }
  const count = (known?.count ?? 0) + 1;
  const delay = delayMs(count, rule);
  const later = (ms: number) => new Date(now.getTime() + ms);
  return {
    kind: 'allowed',
    failures: { count, waitUntil: delay === 0 ? noWait : later(delay), forgetAt: later(rule.forgetMs) },
  };
}
