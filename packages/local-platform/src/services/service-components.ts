import { join } from 'node:path';
import type { Component } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { sidecarOf } from '../dapr/dapr-names.ts';
import type { InstanceStores } from '../stores/instance-stores.ts';
import { answersHttp } from '../stores/probe.ts';
import type { StoreName } from '../stores/stores.ts';
import { nodeArgs } from './node-process.ts';
import { serviceEnv } from './service-env.ts';
import type { ServiceProcess } from './service-map.ts';

type Environment = ToolchainContext['env'];

/** Longer than the last resort of a service that ends what is in flight. */
const stopTimeoutMs = 110_000;

export interface ServiceOptions {
  readonly entry: ServiceProcess;
  /** Names of the processes of all services but the public one. */
  readonly behind: readonly string[];
  /** Names of the components of these stores, as far as this machine runs them. */
  readonly processesOf: (stores: readonly StoreName[]) => readonly string[];
  readonly stores: InstanceStores;
  readonly env: Environment;
}

/** One of our services as a process: Node runs its TypeScript as it is. */
export const createService = ({ entry, behind, processesOf, stores, env }: ServiceOptions): Component => ({
  name: entry.process,
  dependsOn: [...processesOf(entry.stores), sidecarOf(entry.process), ...entry.companions],
  // What a client waits for ends first, while every service behind it still answers.
  ...(entry.public ? { stopsBefore: behind } : {}),
  ports: ['http'],
  prepare: async (instance) => ({
    command: process.execPath,
    args: [...nodeArgs, 'src/main.ts'],
    stopTimeoutMs,
    env: await serviceEnv(entry, instance, env, stores),
    cwd: serviceFolder(instance.root, entry.name),
  }),
  healthy: (instance) => answersHttp(`http://127.0.0.1:${instance.port(entry.process, 'http')}/healthz`),
});

/** Whether everything the service needs answers, too. */
export const serviceIsReady = (instance: InstanceContext, process: string): Promise<boolean> =>
  answersHttp(`http://127.0.0.1:${instance.port(process, 'http')}/readyz`);

const serviceFolder = (root: string, name: string) => join(root, 'services', name);
