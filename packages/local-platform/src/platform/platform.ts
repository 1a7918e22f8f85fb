import type { Progress, ToolchainContext } from '../context.ts';
import type { PlatformControl } from '../control/control.ts';
import { openInstance, type PortWish } from '../instance/instance.ts';
import { publicUrl } from '../services/node-process.ts';
import { admin } from '../services/service-secrets.ts';
import { instanceStores, type InstanceStores } from '../stores/instance-stores.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { silentProgress } from '../toolchain/terminal-progress.ts';
import { cacheFolder } from '../toolchain/toolchain.ts';
import { componentControl, createStartChanges } from './component-control.ts';
import { planPlatform } from './plan-platform.ts';
import { createLifecycle } from './platform-lifecycle.ts';

export interface PlatformOptions {
  /** The repository's root. */
  readonly root: string;
  /** Names the folder `.arcade/<instance>` with its data, ports and passwords, e.g. `e2e-1`. */
  readonly instance: string;
  /** Services to run, with their sidecars; default: all. None: the stores alone. */
  readonly services?: readonly string[];
  /** How many processes a service has, each with a sidecar of its own (`orders`, `orders-2`); default: one. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** Laid over the environment of each component, e.g. shorter deadlines in tests. */
  readonly serviceEnv?: (component: string) => Readonly<Record<string, string>>;
  /** Whether components that die are started again; default true. */
  readonly autoRestart?: boolean;
  /** Whether the web app is built when it is out of date; default false. */
  readonly web?: boolean;
  /** Whether it begins with empty stores, whatever an earlier run has left; default false. */
  readonly empty?: boolean;
  /** The public service's port when it has to be a certain one. */
  readonly publicPort?: PortWish;
  /** Default: the environment of this process. Names of running stores in it (ARCADE_MYSQL_URL …) win over own ones. */
  readonly env?: ToolchainContext['env'];
}

/** A whole private Arcade: stores, Dapr, services, all children of this process, all on loopback. */
export interface Platform extends PlatformControl {
  /**
   * Installs what is missing, ends what an earlier run has left, starts everything and waits until it is ready.
   * @throws AlreadyRunningError, PortTakenError, InstallError, or Error with the end of a component's log
   */
  start(progress?: Progress): Promise<void>;
  /** Where clients reach it, e.g. `http://localhost:8080`. */
  readonly url: string;
  /** The number of a component's port, e.g. `port('orders', 'http')`, `port('orders-dapr', 'http')`. */
  readonly port: (component: string, name: string) => number;
  /** A secret of the instance, e.g. `secret('dapr-api-token-orders')`. */
  readonly secret: (name: string) => string;
  /** The component's data folder. */
  readonly dataDir: (component: string) => string;
  readonly logFile: (component: string) => string;
  /** The administrator's account that exists from the start. */
  readonly admin: { readonly email: string; readonly password: string };
  /** How tests reach the stores, as administrators and as services. */
  readonly stores: Pick<InstanceStores, 'url' | 'partUrl'>;
  /** The stores in the variables that tests read (ARCADE_MYSQL_URL …). */
  readonly env: Readonly<Record<string, string>>;
  /** Is told what the supervisor has to say: deaths, restarts. Gives back how to stop listening. */
  onLine(listener: (line: string) => void): () => void;
  /** For the last moment of this process: kills all children at once. */
  readonly killAll: () => void;
}

/** Creates a platform without starting it; nothing is written but its state file. */
export function createPlatform(options: PlatformOptions): Platform {
  const { root, env = process.env, autoRestart = true, serviceEnv = () => ({}), web = false, empty = false } = options;
  const instance = openInstance({ root, name: options.instance, cacheDir: cacheFolder(env) });
  const listeners = new Set<(line: string) => void>();
  const say = (line: string) => listeners.forEach((listener) => listener(line));
  const plan = planPlatform({ ...options, instance, env });
  const changes = createStartChanges(serviceEnv);
  const { components } = plan;
  const supervisor = createSupervisor({ instance, components, say, autoRestart, changeEnv: changes.envOf });
  const lifecycle = createLifecycle({ instance, plan, supervisor, env, web, empty, say });
  const stores = instanceStores(instance, env);

  const control: PlatformControl = {
    ...componentControl({ instance, supervisor, changes, autoRestart }),
    stop: lifecycle.stop,
    status: async () => ({
      phase: lifecycle.phase(),
      pid: process.pid,
      url: publicUrl(instance),
      components: await supervisor.status(),
    }),
  };
  return {
    ...control,
    start: (progress = silentProgress) => lifecycle.start(progress, control),
    get url() {
      return publicUrl(instance);
    },
    port: instance.port,
    secret: instance.secret,
    dataDir: instance.dataDir,
    logFile: instance.logFile,
    get admin() {
      return admin(instance);
    },
    stores,
    get env() {
      return stores.servers();
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    killAll: supervisor.killAll,
  };
}
