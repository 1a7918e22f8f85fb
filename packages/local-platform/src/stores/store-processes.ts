import type { Component } from '../component.ts';
import type { Environment } from './run-briefly.ts';
import { createSharedApt } from './shared-apt.ts';
import { storeNames, storeOf, type StoreName } from './stores.ts';

/** Whether the environment names somebody else's server for a store. */
export const isShared = (store: StoreName, env: Environment): boolean => (env[storeOf(store).urlVariable] ?? '') !== '';

/** The private servers that this machine has to run: of all stores but those the environment names a server for. */
export function storeProcesses(env: Environment): ReadonlyMap<StoreName, Component> {
  const own = storeNames.filter((name) => !isShared(name, env));
  const apt = createSharedApt(own.flatMap((name) => storeOf(name).missing ?? []));
  return new Map(own.map((name) => [name, storeOf(name).component(env, apt)]));
}
