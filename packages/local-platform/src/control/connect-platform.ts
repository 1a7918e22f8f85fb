import { createToolchain } from '../toolchain/toolchain.ts';
import { silentProgress } from '../toolchain/terminal-progress.ts';
import { openInstance } from '../instance/instance.ts';
import { controlOver } from './control-client.ts';
import { controlPort, controlSecret, type PlatformControl } from './control.ts';

/** Control over an instance that another process of this user runs. @throws Error when it has never been started */
export function connectPlatform({
  root,
  instance,
}: {
  readonly root: string;
  readonly instance: string;
}): PlatformControl {
  const { cacheDir } = createToolchain(root, silentProgress);
  const known = openInstance({ root, name: instance, cacheDir });
  return controlOver(known.port(controlPort.component, controlPort.name), known.secret(controlSecret));
}
