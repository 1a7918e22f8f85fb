import { setTimeout as sleep } from 'node:timers/promises';
import type { InstanceContext } from '../context.ts';
import { sidecarHasApp } from '../dapr/sidecar.ts';
import { serviceIsReady } from '../services/service-components.ts';
import type { ServiceProcess } from '../services/service-map.ts';

const timeoutMs = 90_000;

export interface AwaitOptions {
  readonly instance: InstanceContext;
  readonly services: readonly ServiceProcess[];
  /** Whether they are all there; some alone never say that they can work. */
  readonly whole: boolean;
  readonly givenUp: () => boolean;
}

/**
 * Waits until every sidecar has subscribed for its service and every service says it can work.
 * @throws Error naming those that do not
 */
export async function awaitServices({ instance, services, whole, givenUp }: AwaitOptions): Promise<void> {
  const isReady = async (name: string) =>
    (await sidecarHasApp(instance, name)) && (!whole || (await serviceIsReady(instance, name)));
  const deadline = Date.now() + timeoutMs;
  let waiting = services.map(({ process }) => process);
  for (;;) {
    const ready = await Promise.all(waiting.map(isReady));
    waiting = waiting.filter((_, index) => ready[index] !== true);
    if (waiting.length === 0 || givenUp()) return;
    if (Date.now() > deadline) {
      const logs = waiting.map((name) => `  ${name}: ${instance.logFile(name)}`).join('\n');
      throw new Error(`Not ready after ${timeoutMs / 1000} s:\n${logs}`);
    }
    await sleep(100);
  }
}
