import { setTimeout as sleep } from 'node:timers/promises';
import type { Component, HangLimit } from '../component.ts';
import type { InstanceContext } from '../context.ts';

/** Probes until healthy, or until `ended` says why it never will be. */
export async function waitUntilHealthy(
  component: Component,
  instance: InstanceContext,
  { timeoutMs, ended }: { readonly timeoutMs: number; readonly ended: () => string | undefined },
): Promise<{ readonly healthy: true } | { readonly healthy: false; readonly reason: string }> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = 30; ; pauseMs = Math.min(250, pauseMs * 1.5)) {
    const reason = ended();
    if (reason !== undefined) return { healthy: false, reason: `it ended with ${reason}` };
    if (await isHealthy(component, instance)) return { healthy: true };
    if (Date.now() > deadline) return { healthy: false, reason: `it was not ready after ${timeoutMs / 1000} s` };
    await sleep(pauseMs);
  }
}

/** Long, because a busy machine answers late, and seldom, because each probe costs work while nothing happens. */
const patience: HangLimit = { probeEveryMs: 10_000, probes: 6 };

/**
 * Probes a component that was healthy until nothing has come back several times in a row; one answer begins the count
 * anew. Probes are counted and not minutes, so that a machine that slept blames nobody.
 * @returns what happened, in words; undefined when it was `over` before
 */
export async function waitUntilHung(
  component: Pick<Component, 'healthy' | 'hangLimit'>,
  instance: InstanceContext,
  over: () => boolean,
): Promise<string | undefined> {
  const { probeEveryMs, probes } = component.hangLimit ?? patience;
  for (let silent = 0; silent < probes;) {
    await sleep(probeEveryMs, undefined, { ref: false });
    if (over()) return undefined;
    silent = (await isHealthy(component, instance)) ? 0 : silent + 1;
  }
  return over() ? undefined : `did not answer for ${(probeEveryMs * probes) / 1000} s`;
}

/** A probe that fails, or does not come back, is a probe that says no. */
export async function isHealthy(
  component: Pick<Component, 'healthy'>,
  instance: InstanceContext,
  timeoutMs = 5000,
): Promise<boolean> {
  const answered = new AbortController();
  const late = sleep(timeoutMs, false, { ref: false, signal: answered.signal });
  try {
    return await Promise.race([component.healthy(instance), late]);
  } catch {
    return false;
  } finally {
    answered.abort();
  }
}
