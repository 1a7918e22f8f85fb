import { setTimeout as sleep } from 'node:timers/promises';
import type { Component } from '../component.ts';
import type { Instance } from '../instance/instance.ts';
import { findByEnvironment, isAlive, type ProcessIdentity } from '../instance/process-identity.ts';
import { instanceVariable } from './child.ts';

const graceMs = 10_000;

/**
 * Ends processes that an earlier supervisor left behind: those in the instance's records that still are who they were,
 * and those that carry its mark. Strangers are never touched.
 * @returns how many there were
 */
export async function endLeftovers(instance: Instance, components: readonly Component[] = []): Promise<number> {
  const { id, processes } = instance.state.read();
  const known = [...Object.values(processes), ...findByEnvironment(instanceVariable, id)].filter(isAlive);
  const leftovers = [...new Map(known.map((one) => [one.pid, one])).values()];
  await endProcesses(leftovers);
  // A dying parent may have started another child meanwhile.
  await endProcesses(findByEnvironment(instanceVariable, id));
  if (leftovers.length > 0) for (const component of components) await component.afterStop?.(instance);
  if (Object.keys(processes).length > 0) instance.state.write({ processes: {} });
  return leftovers.length;
}

/** Ends processes and waits until they are gone. */
export async function endProcesses(processes: readonly ProcessIdentity[]): Promise<void> {
  for (const { pid } of processes) signal(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (Date.now() < deadline && processes.some(isAlive)) await sleep(50);
  for (const { pid } of processes.filter(isAlive)) signal(pid, 'SIGKILL');
  while (processes.some(isAlive)) await sleep(20);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}
