import { setTimeout as sleep } from 'node:timers/promises';
import type { Component } from '../component.ts';
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

/** A probe that fails is a probe that says no. */
export const isHealthy = (component: Component, instance: InstanceContext): Promise<boolean> =>
  component.healthy(instance).catch(() => false);
