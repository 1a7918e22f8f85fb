import type { Instance } from '../instance/instance.ts';
import type { ProcessIdentity } from '../instance/process-identity.ts';

/** Remembers a component's process beyond the supervisor's life, or forgets it. */
export function recordProcess(instance: Instance, name: string, identity: ProcessIdentity | undefined): void {
  const { [name]: _, ...others } = instance.state.read().processes;
  instance.state.write({ processes: identity === undefined ? others : { ...others, [name]: identity } });
}
