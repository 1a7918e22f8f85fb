import type { InstanceContext } from '../context.ts';
import type { Environment } from './run-briefly.ts';
import { isShared } from './store-processes.ts';
import type { ServerUrls, StorePart } from './store.ts';
import { storeNames, storeOf, type StoreName } from './stores.ts';

/** The stores as one instance reaches them; owners are services, and Dapr. */
export interface InstanceStores {
  /** With an account that may do everything. */
  readonly url: (store: StoreName) => string;
  /** What the owner has for itself, whether it is there or not; all of the server where that is not divided. */
  readonly partUrl: (store: StoreName, owner: string) => string;
  /** The environment of a service that lists these stores; its parts exist when this resolves. */
  readonly serviceEnv: (names: readonly StoreName[], service: string) => Promise<Record<string, string>>;
  /** What the components of Dapr read; their parts exist when this resolves. */
  readonly daprSecrets: () => Promise<Record<string, string>>;
  /** Where all servers are (ARCADE_MYSQL_URL …). */
  readonly servers: () => ServerUrls;
}

const namesServer = ([name]: readonly [string, unknown]) => /^ARCADE_\w+_URL$/.test(name);

/** An environment that names nobody's servers, so that an instance runs its own. */
export const withoutServers = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter((entry) => !namesServer(entry)));

export function instanceStores(
  instance: InstanceContext & { readonly name: string },
  env: Environment,
): InstanceStores {
  const given = Object.fromEntries(Object.entries(env).filter(namesServer));
  const serversOf = (store: StoreName) => (isShared(store, env) ? given : storeOf(store).urls(instance));
  const url = (store: StoreName) => serversOf(store)[storeOf(store).urlVariable] ?? '';
  /** On a shared server other instances have parts as well. */
  const partOf = (store: StoreName, owner: string): StorePart => {
    const name = isShared(store, env) ? `${instance.name}_${owner}`.replaceAll('-', '_') : owner;
    return { name, password: instance.secret(`${store}-${name}`), forDapr: storeOf(store).dapr?.part === owner };
  };
  const partsOf = (store: StoreName) => {
    const { parts } = storeOf(store);
    return parts?.onSharedOnly === true && !isShared(store, env) ? undefined : parts;
  };
  const partUrl = (store: StoreName, owner: string) =>
    partsOf(store)?.url(serversOf(store), partOf(store, owner)) ?? url(store);
  const openPart = async (store: StoreName, owner: string) => {
    await partsOf(store)?.create(serversOf(store), partOf(store, owner));
    return partUrl(store, owner);
  };
  return {
    url,
    partUrl,
    async serviceEnv(names, service) {
      const entries = names.map(async (name) => [storeOf(name).serviceVariable, await openPart(name, service)]);
      return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
    },
    async daprSecrets() {
      const entries = daprStores.map(async (name) => [name, await openPart(name, storeOf(name).dapr?.part ?? '')]);
      return daprSecrets(Object.fromEntries(await Promise.all(entries)) as Record<StoreName, string>);
    },
    servers: () => Object.assign({}, ...storeNames.map(serversOf)) as ServerUrls,
  };
}

/** The stores that Dapr's components use. */
export const daprStores: readonly StoreName[] = storeNames.filter((name) => storeOf(name).dapr !== undefined);

/** The values that components/dapr asks for, from the URLs of what Dapr has for itself in each store. */
export const daprSecrets = (urls: Partial<Readonly<Record<StoreName, string>>>): Record<string, string> =>
  Object.assign({}, ...daprStores.map((name) => storeOf(name).dapr?.secrets(urls[name] ?? '')));
