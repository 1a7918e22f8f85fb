import type { Component } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import type { Environment } from './run-briefly.ts';
import type { MissingPackages } from './shared-apt.ts';

/** One kind of server that services or Dapr's components use: all that is to be known about it, in one place. */
export interface Store {
  /** Environment variable that names somebody else's server, with an account that may make parts in it. */
  readonly urlVariable: string;
  /** A private server as a process; `apt` brings what `missing` names. */
  readonly component: (env: Environment, apt: (toolchain: ToolchainContext) => Promise<void>) => Component;
  /** Packages that a private server lacks on this machine. */
  readonly missing?: MissingPackages;
  /** Where the private server is, in `urlVariable` and whatever else tests and tools need. */
  readonly urls: (instance: InstanceContext) => ServerUrls;
  /** Left out where everybody has the whole server. */
  readonly parts?: StoreParts;
  /** Variable in which a service that lists the store finds its part. */
  readonly serviceVariable: string;
  readonly dapr?: DaprUse;
  /** What a private server shows to people. */
  readonly page?: { readonly title: string; readonly url: (instance: InstanceContext) => string };
}

/** Variables that say where servers are, such as `ARCADE_MYSQL_URL`. */
export type ServerUrls = Readonly<Record<string, string>>;

/** What one owner has for itself: a schema, a database, a virtual host. Each call is given where the servers are. */
export interface StoreParts {
  /** As its owner reaches it, whether it is there or not. */
  url(servers: Environment, part: StorePart): string;
  /** Makes it when it is not there. */
  create(servers: Environment, part: StorePart): Promise<void>;
  drop(servers: Environment, name: string): Promise<void>;
  /** Names of all parts there are. */
  list(servers: Environment): Promise<readonly string[]>;
  /** Set where a server of the instance's own is not divided, because its one user is Dapr. */
  readonly onSharedOnly?: true;
}

export interface StorePart {
  readonly name: string;
  /** Of the part's own account, where it has one. */
  readonly password: string;
  /** Whether Dapr keeps state there, whose keys are case-sensitive. */
  readonly forDapr?: boolean;
}

/** How Dapr's components use a store. */
export interface DaprUse {
  /** What its part is called, where the store has parts. */
  readonly part?: string;
  /** What components/dapr asks for by `secretKeyRef`, keys of the secret `arcade-dapr`, for a part's URL. */
  readonly secrets: (url: string) => Readonly<Record<string, string>>;
}

/** @throws Error when the variable names no server */
export function serverUrl(servers: Environment, variable: string): URL {
  const url = servers[variable];
  if (url === undefined || url === '') throw new Error(`${variable} names no server`);
  return new URL(url);
}
