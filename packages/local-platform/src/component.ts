import type { InstanceContext, ToolchainContext } from './context.ts';

/** How to start one process: everything the supervisor needs, nothing about why. */
export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Complete environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Signal of an orderly stop (default SIGTERM) and how long to wait before SIGKILL, in ms (default 10,000). */
  readonly stopSignal?: NodeJS.Signals;
  readonly stopTimeoutMs?: number;
}

/** When a process that lives without answering counts as hung. */
export interface HangLimit {
  readonly probeEveryMs: number;
  /** Probes in a row without an answer. */
  readonly probes: number;
}

/**
 * One part of the platform that is a private child process. `install` may download or build into the user's cache folder;
 * the other calls only touch the instance's own folder.
 */
interface Part {
  /** Unique within an instance, e.g. `mariadb`, `sentry`, `orders`, `orders-dapr`. */
  readonly name: string;
  /** Names of components that must be ready first. */
  readonly dependsOn: readonly string[];
  /** Names of components that go on running until this one has ended its work; those that are not there do not matter. */
  readonly stopsBefore?: readonly string[];
  /** Names of the ports it listens on (loopback); the instance assigns and remembers the numbers. */
  readonly ports: readonly string[];
  /** Idempotent and resumable: brings the binaries here, reporting progress. */
  readonly install?: (toolchain: ToolchainContext) => Promise<void>;
  /** Writes configuration and first-run data, then tells how to start the process. */
  prepare(instance: InstanceContext): Promise<ProcessSpec>;
  /** What runs, for `status`, e.g. `10.11.14`. */
  version?(instance: InstanceContext): Promise<string | undefined>;
  /** Cleans up what outlives the process (e.g. epmd). */
  afterStop?(instance: InstanceContext): Promise<void>;
}

/** What goes on running: a store, a Dapr process, a sidecar, a service. */
export interface Component extends Part {
  /** One health probe; the supervisor repeats it until true, and again for `status`. */
  healthy(instance: InstanceContext): Promise<boolean>;
  /** A hung process is killed and started again; default: silence of a minute. */
  readonly hangLimit?: HangLimit;
  /** Runs once after the first healthy probe of each start (create accounts, databases, topology). */
  afterReady?(instance: InstanceContext): Promise<void>;
}

/** What runs to its end, such as a migration: exit code 0 is success, and what depends on it starts after that. */
export interface Job extends Part {
  readonly limits: JobLimits;
}

/** A job that passes one of these is stopped and has failed. */
export interface JobLimits {
  readonly timeMs: number;
  /**
   * Resident bytes of the process and its descendants, looked at twice a second (where /proc tells them): a limit of the
   * address space (`ulimit -v`) would refuse V8 and model runtimes what they only reserve.
   */
  readonly memoryBytes?: number;
}
