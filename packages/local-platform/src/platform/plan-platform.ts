import type { Component } from '../component.ts';
import type { ToolchainContext } from '../context.ts';
import { controlPlaneComponents } from '../dapr/control-plane.ts';
import { sidecarOf } from '../dapr/dapr-names.ts';
import { createSidecar } from '../dapr/sidecar.ts';
import type { Instance, PortWish } from '../instance/instance.ts';
import { companionOf } from '../services/companions.ts';
import { createService } from '../services/service-components.ts';
import { publicService, readServiceMap, type ServiceEntry } from '../services/service-map.ts';
import { daprStores, instanceStores, type InstanceStores } from '../stores/instance-stores.ts';
import { storeProcesses } from '../stores/store-processes.ts';
import type { StoreName } from '../stores/stores.ts';

type Environment = ToolchainContext['env'];

/** Everything an instance can consist of. */
export interface PlatformPlan {
  readonly components: readonly Component[];
  /** Services among the components. */
  readonly services: readonly ServiceEntry[];
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
  /** The public service's port when it has to be this one. */
  readonly publicPort?: PortWish;
}

/** Puts together stores, Dapr, sidecars and services. @throws Error when a service is unknown */
export function planPlatform({ instance, env, services, publicPort }: PlanOptions): PlatformPlan {
  const map = readServiceMap(instance.root);
  const allNames = map.map(({ name }) => name);
  const names = services ?? allNames;
  const unknown = names.find((name) => !map.some((entry) => entry.name === name));
  if (unknown !== undefined) throw new Error(`There is no service ${unknown} in charts/arcade/values.yaml`);
  const chosen = map.filter(({ name }) => names.includes(name));

  const servers = storeProcesses(env);
  const processesOf = (wanted: readonly StoreName[]) => wanted.flatMap((name) => servers.get(name)?.name ?? []);
  const stores = instanceStores(instance, env);
  const dapr = chosen.length === 0 ? [] : controlPlaneComponents(env);
  const after = processesOf(daprStores);
  const sidecars = map.map((entry) => sidecarComponent({ entry, after, env, stores, chosen }));
  const processes = map.map((entry) => createService({ entry, services: allNames, processesOf, stores, env }));
  const companions = map.flatMap((entry) => entry.companions).map((name) => companionOf(name).component(env));

  const running = new Set(chosen.flatMap((entry) => [entry.name, sidecarOf(entry.name), ...entry.companions]));
  const components = [
    ...servers.values(),
    ...dapr,
    ...[...sidecars, ...companions, ...processes].filter(({ name }) => running.has(name)),
  ];
  return {
    components,
    services: chosen,
    isWhole: chosen.length === map.length,
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
  readonly entry: ServiceEntry;
  /** Processes that Dapr's components need. */
  readonly after: readonly string[];
  readonly env: Environment;
  readonly stores: InstanceStores;
  readonly chosen: readonly ServiceEntry[];
}

function sidecarComponent({ entry: { name }, after, env, stores, chosen }: SidecarPlan): Component {
  // At their first start the sidecars of actors' hosts make the same table, so one goes after the other.
  const hosts = chosen.filter(({ actors }) => actors).map((host) => host.name);
  const before = hosts[hosts.indexOf(name) - 1];
  return createSidecar({
    appId: name,
    env,
    after: [...after, ...(before === undefined ? [] : [sidecarOf(before)])],
    appPort: (instance) => instance.port(name, 'http'),
    secrets: stores.daprSecrets,
  });
}
