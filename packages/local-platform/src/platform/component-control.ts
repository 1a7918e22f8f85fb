import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessSpec } from '../component.ts';
import type { PlatformControl, StartChange } from '../control/control.ts';
import type { Instance } from '../instance/instance.ts';
import { findByEnvironment, identify, isAlive } from '../instance/process-identity.ts';
import { standInVariable } from '../supervisor/child.ts';
import { endProcesses } from '../supervisor/end-leftovers.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

type ComponentControl = Omit<PlatformControl, 'status' | 'stop'>;

/** Remembers how single components are to be started differently. */
export interface StartChanges {
  readonly envOf: (component: string, env: ProcessSpec['env']) => ProcessSpec['env'];
  set(component: string, change: StartChange): void;
}

export function createStartChanges(base: (component: string) => Readonly<Record<string, string>>): StartChanges {
  const changes = new Map<string, StartChange>();
  return {
    envOf: (component, env) => ({ ...env, ...base(component), ...changes.get(component)?.env }),
    set: (component, change) => void changes.set(component, change),
  };
}

export interface ControlledParts {
  readonly instance: Instance;
  readonly supervisor: Supervisor;
  readonly changes: StartChanges;
  /** What holds where a change does not say otherwise. */
  readonly autoRestart: boolean;
}

/** Control over the components of a supervisor in this process. */
export function componentControl({ instance, supervisor, changes, autoRestart }: ControlledParts): ComponentControl {
  const begin = async (name: string, change: StartChange) => {
    const component = supervisor.get(name);
    changes.set(name, change);
    component.setAutoRestart(change.restartWhenDead ?? autoRestart);
    await component.start();
  };
  const resume = async (name: string, change: StartChange = {}) => {
    // Whoever stood in for it may have died without ending what it had started.
    const { id } = instance.state.read();
    await endProcesses(findByEnvironment(standInVariable, `${id}/${name}`));
    await begin(name, change);
  };
  return {
    async restart(name, change = {}) {
      await supervisor.get(name).stop();
      await begin(name, change);
    },
    async pause(name, forPid) {
      const component = supervisor.get(name);
      await component.pause();
      const holder = forPid === undefined ? undefined : identify(forPid);
      if (holder === undefined) return;
      void (async () => {
        while (component.phase() === 'paused' && isAlive(holder)) await sleep(500);
        if (component.phase() === 'paused') await resume(name);
      })().catch(() => {});
    },
    resume,
    async kill(name, signal = 'SIGKILL') {
      const component = supervisor.get(name);
      const ended = component.ended();
      component.kill(signal);
      if (signal === 'SIGKILL') await ended;
    },
    died: (name) => supervisor.get(name).ended(),
    async setAutoRestart(on, name) {
      const names = name === undefined ? supervisor.names : [name];
      for (const one of names) supervisor.get(one).setAutoRestart(on);
    },
  };
}
