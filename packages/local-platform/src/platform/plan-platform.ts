import type { Component } from '../component.ts';
import type { ToolchainContext } from '../context.ts';
import { controlPlaneComponents } from '../dapr/control-plane.ts';
import { sidecarOf } from '../dapr/dapr-names.ts';
import { createSidecar } from '../dapr/sidecar.ts';
import type { Instance, PortWish } from '../instance/instance.ts';
import { companionOf } from '../services/companions.ts';
import { createService } from '../services/service-components.ts';
import {
  publicService,
  readServiceMap,
  serviceProcesses,
  type ServiceEntry,
  type ServiceProcess,
} from '../services/service-map.ts';
import { daprStores, instanceStores, type InstanceStores } from '../stores/instance-stores.ts';
import { storeProcesses } from '../stores/store-processes.ts';
import type { StoreName } from '../stores/stores.ts';

type Environment = ToolchainContext['env'];

/** Everything an instance can consist of. */
export interface PlatformPlan {
  readonly components: readonly Component[];
  /** Processes of services among the components. */
  readonly services: readonly ServiceProcess[];
  /** Whether these are all services of the map: only then can each find what it needs. */
  readonly isWhole: boolean;
  /** `component.name` of every port, also of what is not started, because others may point at it. */
  readonly ports: readonly string[];
  readonly portWishes: Readonly<Record<string, PortWish>>;
}

export interface PlanOptions {
  readonly instance: Instance;
  readonly env: Environment;
  /** Names of the services to run; default: all. An empty list leaves stores (and no Dapr). */
  readonly services?: readonly string[];
  /** How many processes a service has, each with a sidecar of its own; default: one, whatever the chart's values say. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** The public service's port when it has to be this one. */
  readonly publicPort?: PortWish;
}

/** Puts together stores, Dapr, sidecars and services. @throws Error when a service is unknown */
export function planPlatform({ instance, env, services, replicas = {}, publicPort }: PlanOptions): PlatformPlan {
  const map = readServiceMap(instance.root);
  const names = services ?? map.map(({ name }) => name);
  const unknown = [...names, ...Object.keys(replicas)].find((name) => !map.some((entry) => entry.name === name));
  if (unknown !== undefined) throw new Error(`There is no service ${unknown} in charts/arcade/values.yaml`);
  const all = serviceProcesses(map, replicas);
  const chosen = all.filter(({ name }) => names.includes(name));

  const servers = storeProcesses(env);
  const processesOf = (wanted: readonly StoreName[]) => wanted.flatMap((name) => servers.get(name)?.name ?? []);
  const stores = instanceStores(instance, env);
  const dapr = chosen.length === 0 ? [] : controlPlaneComponents(env);
  const after = processesOf(daprStores);
  const sidecars = all.map((entry) => sidecarComponent({ entry, after, env, stores, chosen }));
  const behind = all.filter((entry) => !entry.public).map(({ process }) => process);
  const processes = all.map((entry) => createService({ entry, behind, processesOf, stores, env }));
  const companions = map.flatMap((entry) => entry.companions).map((name) => companionOf(name).component(env));

  const running = new Set(chosen.flatMap((entry) => [entry.process, sidecarOf(entry.process), ...entry.companions]));
  const components = [
    ...servers.values(),
    ...dapr,
    ...[...sidecars, ...companions, ...processes].filter(({ name }) => running.has(name)),
  ];
  return {
    components,
    services: chosen,
    isWhole: chosen.length === all.length,
    ports: [...servers.values(), ...dapr, ...sidecars, ...companions, ...processes].flatMap(({ name, ports }) =>
      ports.map((port) => `${name}.${port}`),
    ),
    portWishes: instance.name === 'default' ? defaultPorts(map, publicPort) : {},
  };
}

const defaultPorts = (map: readonly ServiceEntry[], publicPort: PortWish | undefined) => ({
  ...Object.fromEntries(map.map(({ name, port }) => [`${name}.http`, { port }])),
  ...(publicPort === undefined ? {} : { [`${publicService(map).name}.http`]: publicPort }),
});

interface SidecarPlan {
  readonly entry: ServiceProcess;
  /** Processes that Dapr's components need. */
  readonly after: readonly string[];
  readonly env: Environment;
  readonly stores: InstanceStores;
  readonly chosen: readonly ServiceProcess[];
}

function sidecarComponent({ entry: { name, process }, after, env, stores, chosen }: SidecarPlan): Component {
  // At their first start the sidecars of actors' hosts make the same table, so one goes after the other.
  const hosts = chosen.filter(({ actors }) => actors).map((host) => host.process);
  const before = hosts[hosts.indexOf(process) - 1];
  return createSidecar({
    appId: name,
    process,
    env,
    after: [...after, ...(before === undefined ? [] : [sidecarOf(before)])],
    appPort: (instance) => instance.port(process, 'http'),
    secrets: stores.daprSecrets,
  });
}
