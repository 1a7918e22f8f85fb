import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Progress, ToolchainContext } from '../context.ts';
import { serveControl } from '../control/control-server.ts';
import { controlPort, controlSecret, type PlatformControl, type PlatformPhase } from '../control/control.ts';
import { openInstance, type PortWish } from '../instance/instance.ts';
import { isLock, tryLock, type Lock } from '../instance/lock.ts';
import { serviceDatabases } from '../services/service-databases.ts';
import { adminEmail, adminPassword, publicUrl } from '../services/service-env.ts';
import { storeUrls, type StoreUrls } from '../stores/store-components.ts';
import { endLeftovers } from '../supervisor/end-leftovers.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { silentProgress } from '../toolchain/terminal-progress.ts';
import { createToolchain } from '../toolchain/toolchain.ts';
import { buildWeb } from '../web/build-web.ts';
import { componentControl, createStartChanges } from './component-control.ts';
import { installComponents } from './install-components.ts';
import { planPlatform } from './plan-platform.ts';
import { awaitServices } from './await-services.ts';

export interface PlatformOptions {
  /** The repository's root. */
  readonly root: string;
  /** Names the folder `.arcade/<instance>` with its data, ports and passwords, e.g. `e2e-1`. */
  readonly instance: string;
  /** Services to run, with their sidecars; default: all. None: the stores alone. */
  readonly services?: readonly string[];
  /** Laid over the environment of each component, e.g. shorter deadlines in tests. */
  readonly serviceEnv?: (component: string) => Readonly<Record<string, string>>;
  /** Whether components that die are started again; default true. */
  readonly autoRestart?: boolean;
  /** Whether the web app is built when it is out of date; default false. */
  readonly web?: boolean;
  /** The gateway's port when it has to be a certain one. */
  readonly gatewayPort?: PortWish;
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
  /** Of the gateway, e.g. `http://localhost:8080`. */
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
  /** How tests reach the stores as administrators. */
  readonly stores: StoreUrls;
  /** A service's own database as the service reaches it. */
  readonly databaseUrl: {
    readonly mysql: (service: string) => string;
    readonly mongodb: (service: string) => string;
  };
  /** The stores in the variables that tests read (ARCADE_MYSQL_URL …). */
  readonly env: Readonly<Record<string, string>>;
  /** Hears what the supervisor has to say: deaths, restarts. Gives back how to stop listening. */
  onLine(listener: (line: string) => void): () => void;
  /** For the last moment of this process: kills all children at once. */
  readonly killAll: () => void;
}

/** Another supervisor has the instance. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly pid: number;

  constructor(instance: string, pid: number) {
    super(`Another process (pid ${pid}) runs the instance "${instance}" or is starting it. npm stop ends it.`);
    this.pid = pid;
  }
}

/** The lock that whoever runs the instance holds. */
export const lockPath = (root: string, instance: string): string => join(root, '.arcade', instance, 'supervisor.lock');

/** Creates a platform without starting it; nothing is written but its state file. */
export function createPlatform(options: PlatformOptions): Platform {
  const { root, env = process.env, autoRestart = true } = options;
  const quiet = createToolchain(root, silentProgress, env);
  const instance = openInstance({ root, name: options.instance, cacheDir: quiet.cacheDir });
  const listeners = new Set<(line: string) => void>();
  const say = (line: string) => listeners.forEach((listener) => listener(line));
  const plan = planPlatform({
    instance,
    env,
    ...(options.services === undefined ? {} : { services: options.services }),
    ...(options.gatewayPort === undefined ? {} : { gatewayPort: options.gatewayPort }),
  });
  const changes = createStartChanges(options.serviceEnv ?? (() => ({})));
  const supervisor = createSupervisor({
    instance,
    components: plan.components,
    say,
    autoRestart,
    changeEnv: changes.envOf,
  });
  const databases = serviceDatabases(instance, env);
  let phase: PlatformPhase = 'stopped';
  let held: { readonly lock: Lock; readonly control?: Server } | undefined;
  let stopping: Promise<void> | undefined;

  async function start(progress: Progress = silentProgress): Promise<void> {
    const lock = tryLock(lockPath(instance.root, instance.name));
    if (!isLock(lock)) throw new AlreadyRunningError(instance.name, lock.pid);
    held = { lock };
    phase = 'starting';
    try {
      await prepare(createToolchain(root, progress, env));
      held = { lock, control: await listen() };
      await run(progress);
      // `stop` may have come in between.
      if (phase !== 'starting') throw new Error('The start was broken off');
      phase = 'running';
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function prepare(toolchain: ToolchainContext): Promise<void> {
    const found = await endLeftovers(instance, plan.components);
    if (found > 0) say(`ended ${found} processes that an earlier run had left`);
    await instance.assignPorts([...plan.ports, `${controlPort.component}.${controlPort.name}`], plan.portWishes);
    const builds = options.web === true && plan.services.some(({ name }) => name === 'gateway');
    await Promise.all([installComponents(plan.components, toolchain), builds ? buildWeb(toolchain) : undefined]);
  }

  const listen = () =>
    serveControl(platform, instance.port(controlPort.component, controlPort.name), instance.secret(controlSecret));

  async function run(progress: Progress): Promise<void> {
    const task = progress.task(`Starting ${supervisor.names.length} processes`);
    const show = setInterval(() => {
      const waiting = supervisor.names.filter((name) => supervisor.get(name).phase() !== 'ready');
      const note =
        waiting.length === 0 ? 'services are finding each other' : `waiting for ${waiting.slice(0, 4).join(', ')}`;
      task.update(0.95 * (1 - waiting.length / supervisor.names.length), note);
    }, 150);
    try {
      await supervisor.start();
      await awaitServices({
        instance,
        services: plan.services,
        whole: plan.isWhole,
        givenUp: () => phase !== 'starting',
      });
      task.done();
    } catch (error) {
      task.fail('failed');
      throw error;
    } finally {
      clearInterval(show);
    }
  }

  function stop(): Promise<void> {
    phase = 'stopping';
    stopping ??= (async () => {
      await supervisor.stop();
      await endLeftovers(instance);
      held?.control?.close();
      held?.lock.release();
      held = undefined;
      phase = 'stopped';
      stopping = undefined;
    })();
    return stopping;
  }

  const platform: Platform = {
    ...componentControl({ instance, supervisor, changes, autoRestart }),
    start,
    stop,
    status: async () => ({
      phase,
      pid: process.pid,
      url: publicUrl(instance),
      components: await supervisor.status(),
    }),
    get url() {
      return publicUrl(instance);
    },
    port: instance.port,
    secret: instance.secret,
    dataDir: instance.dataDir,
    logFile: instance.logFile,
    get admin() {
      return { email: adminEmail, password: adminPassword(instance) };
    },
    get stores() {
      return storeUrls(instance, env);
    },
    databaseUrl: { mysql: databases.mysqlUrl, mongodb: databases.mongodb },
    get env() {
      return storeEnv(storeUrls(instance, env));
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    killAll: supervisor.killAll,
  };
  return platform;
}

const storeEnv = (urls: StoreUrls): Record<string, string> => ({
  ARCADE_MYSQL_URL: urls.mysqlAdmin,
  ARCADE_MONGODB_URL: urls.mongo,
  ARCADE_REDIS_URL: urls.redis,
  ARCADE_RABBITMQ_URL: urls.rabbitmq,
  ...(urls.rabbitmqManagement === undefined ? {} : { ARCADE_RABBITMQ_MANAGEMENT_URL: urls.rabbitmqManagement }),
  ARCADE_SMTP_URL: urls.smtp,
});
