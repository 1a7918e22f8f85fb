/** Long work shown to a person: what, how far, how long. */
export interface Progress {
  /** Starts a task; `update` takes a fraction 0..1 when known, and a short note. */
  task(title: string): {
    update(fraction: number | undefined, note?: string): void;
    done(note?: string): void;
    fail(note: string): void;
  };
}

/** What installers get: where downloads and builds live (keyed by version), and how to report. */
export interface ToolchainContext {
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** The user's cache folder for Arcade, e.g. `~/.cache/arcade`; honours XDG_CACHE_HOME. */
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One running set of components with its own data folder, ports and passwords: `default` for people, others for tests. */
export interface InstanceContext {
  readonly root: string;
  readonly cacheDir: string;
  /** `.arcade/<instance>`. */
  readonly dir: string;
  /** The component's own data folder below `dir`, created on demand. */
  readonly dataDir: (component: string) => string;
  /** The component's log file. */
  readonly logFile: (component: string) => string;
  /** The number of a named port of a component, e.g. `port('rabbitmq', 'amqp')`. */
  readonly port: (component: string, name: string) => number;
  /** A password or key made on first run and kept for the life of the instance, e.g. `secret('mariadb-root')`. */
  readonly secret: (name: string) => string;
}
