import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InstanceContext } from '../context.ts';
import { openStateFile, type StateFile } from './instance-state.ts';
import { choosePort, isFree, listenerOf } from './ports.ts';

/** A number that a port should have. */
export interface PortWish {
  readonly port: number;
  /** Set when no other number will do: how to choose another one, for the message when it is taken. */
  readonly advice?: string;
}

export interface Instance extends InstanceContext {
  readonly name: string;
  readonly state: StateFile;
  /**
   * Gives every port (`component.name`) a number: the remembered one while it is free, else another. Call it when none of
   * the instance's processes runs.
   * @throws PortTakenError for a number that somebody else has and that has to be
   */
  assignPorts(ports: readonly string[], wishes?: Readonly<Record<string, PortWish>>): Promise<void>;
}

export class PortTakenError extends Error {}

export interface InstanceOptions {
  readonly root: string;
  readonly name: string;
  readonly cacheDir: string;
}

/** One instance's folder below `.arcade/`, with the ports and secrets it remembers. */
export function openInstance({ root, name, cacheDir }: InstanceOptions): Instance {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new Error(`"${name}" cannot be the name of an instance`);
  const dir = join(resolve(root), '.arcade', name);
  const state = openStateFile(dir);

  const folder = (...parts: string[]) => {
    const path = join(dir, ...parts);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  return {
    root: resolve(root),
    cacheDir,
    dir,
    name,
    state,
    dataDir: (component) => folder('data', component),
    logFile: (component) => join(folder('log'), `${component}.log`),
    port(component, portName) {
      const port = state.read().ports[`${component}.${portName}`];
      if (port === undefined) throw new Error(`${component} has no port named ${portName} in instance ${name}`);
      return port;
    },
    secret(secretName) {
      const known = state.read().secrets[secretName];
      if (known !== undefined) return known;
      const made = randomBytes(24).toString('hex');
      state.write({ secrets: { ...state.read().secrets, [secretName]: made } });
      return made;
    },
    async assignPorts(wanted, wishes = {}) {
      const remembered = state.read().ports;
      state.write({ ports: { ...remembered, ...(await numberPorts(wanted, remembered, wishes)) } });
    },
  };
}

async function numberPorts(
  wanted: readonly string[],
  remembered: Readonly<Record<string, number>>,
  wishes: Readonly<Record<string, PortWish>>,
): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  const taken = new Set([...Object.values(remembered), ...Object.values(wishes).map(({ port }) => port)]);
  for (const key of wanted) {
    const port = await numberPort(remembered[key], wishes[key], taken);
    ports[key] = port;
    taken.add(port);
  }
  return ports;
}

async function numberPort(remembered: number | undefined, wish: PortWish | undefined, taken: ReadonlySet<number>) {
  if (wish?.advice !== undefined) return requirePort(wish.port, wish.advice);
  for (const port of [remembered, wish?.port]) if (port !== undefined && (await isFree(port))) return port;
  return choosePort(taken);
}

async function requirePort(port: number, advice: string): Promise<number> {
  if (await isFree(port)) return port;
  throw new PortTakenError(`Port ${port} is taken by ${listenerOf(port) ?? 'another process'}. ${advice}`);
}
