import { join } from 'node:path';
import type { Component } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { sidecarOf } from '../dapr/dapr-names.ts';
import type { InstanceStores } from '../stores/instance-stores.ts';
import { answersHttp } from '../stores/probe.ts';
import type { StoreName } from '../stores/stores.ts';
import { nodeArgs } from './node-process.ts';
import { serviceEnv } from './service-env.ts';
import type { ServiceEntry } from './service-map.ts';

type Environment = ToolchainContext['env'];

/** Longer than the last resort of a service that ends what is in flight. */
const stopTimeoutMs = 110_000;

export interface ServiceOptions {
  readonly entry: ServiceEntry;
  /** Names of all services. */
  readonly services: readonly string[];
  /** Names of the components of these stores, as far as this machine runs them. */
  readonly processesOf: (stores: readonly StoreName[]) => readonly string[];
  readonly stores: InstanceStores;
  readonly env: Environment;
}

/** One of our services as a process: Node runs its TypeScript as it is. */
export const createService = ({ entry, services, processesOf, stores, env }: ServiceOptions): Component => ({
  name: entry.name,
  dependsOn: [...processesOf(entry.stores), sidecarOf(entry.name), ...entry.companions],
  // What a client waits for ends first, while every service behind it still answers.
  ...(entry.public ? { stopsBefore: services.filter((name) => name !== entry.name) } : {}),
  ports: ['http'],
  prepare: async (instance) => ({
    command: process.execPath,
    args: [...nodeArgs, 'src/main.ts'],
    stopTimeoutMs,
    env: await serviceEnv(entry, instance, env, stores),
    cwd: serviceFolder(instance.root, entry.name),
  }),
  healthy: (instance) => answersHttp(`http://127.0.0.1:${instance.port(entry.name, 'http')}/healthz`),
});

/** Whether everything the service needs answers, too. */
export const serviceIsReady = (instance: InstanceContext, name: string): Promise<boolean> =>
  answersHttp(`http://127.0.0.1:${instance.port(name, 'http')}/readyz`);

const serviceFolder = (root: string, name: string) => join(root, 'services', name);
