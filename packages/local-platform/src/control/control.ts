import type { ComponentStatus } from '../supervisor/supervisor.ts';

export type PlatformPhase = 'stopped' | 'starting' | 'running' | 'stopping';

export interface PlatformStatus {
  readonly phase: PlatformPhase;
  /** The supervisor's process. */
  readonly pid: number;
  readonly url: string;
  readonly components: readonly ComponentStatus[];
}

/** What a component is started with beside its own settings; forgotten at the next `restart` or `resume`. */
export interface StartChange {
  /** Laid over its environment, e.g. `ARCADE_FAILPOINTS`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is started again when it dies; as the platform says when left out. */
  readonly restartWhenDead?: boolean;
}

/** What can be done to a running platform, from its own process or from another one. */
export interface PlatformControl {
  status(): Promise<PlatformStatus>;
  /** Stops a component in order, starts it again and waits until it is healthy. */
  restart(component: string, change?: StartChange): Promise<void>;
  /** Stops a component until `resume`; with `forPid` it is resumed as well when that process has ended. */
  pause(component: string, forPid?: number): Promise<void>;
  resume(component: string, change?: StartChange): Promise<void>;
  /** Sends a signal to a component's process (SIGKILL when left out) and, if it is SIGKILL, waits until it is gone. */
  kill(component: string, signal?: NodeJS.Signals): Promise<void>;
  /** Waits until the component's present process has ended; at once when there is none. */
  died(component: string): Promise<void>;
  /** Whether components that die are started again; one, or all. */
  setAutoRestart(on: boolean, component?: string): Promise<void>;
  /** Stops everything. */
  stop(): Promise<void>;
}

/** Where a supervisor listens for control. */
export const controlPort = { component: 'supervisor', name: 'control' } as const;
export const controlSecret = 'supervisor-control';
