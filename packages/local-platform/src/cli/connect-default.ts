import { connectPlatform } from '../control/connect-platform.ts';
import type { PlatformControl } from '../control/control.ts';
import { lockHolder } from '../instance/lock.ts';
import { lockPath } from '../platform/platform-lifecycle.ts';
import { defaultInstance } from './default-platform.ts';

/** Control over the running default instance. @throws Error when it does not run */
export async function connectDefault(root: string): Promise<PlatformControl> {
  if (lockHolder(lockPath(root, defaultInstance)) === undefined)
    throw new Error('Arcade does not run. Start it with npm start.');
  return connectPlatform({ root, instance: defaultInstance });
}
