import { setTimeout as sleep } from 'node:timers/promises';
import { openInstance } from '../instance/instance.ts';
import { lockHolder } from '../instance/lock.ts';
import { isAlive, type ProcessIdentity } from '../instance/process-identity.ts';
import { planPlatform } from '../platform/plan-platform.ts';
import { lockPath } from '../platform/platform-lifecycle.ts';
import { endLeftovers } from '../supervisor/end-leftovers.ts';
import { cacheFolder } from '../toolchain/toolchain.ts';
import { connectDefault } from './connect-default.ts';
import { defaultInstance } from './default-platform.ts';

/** The gateway, and after it the services, may each take as long as the slowest request. */
const graceMs = 240_000;

/** Stops the default instance and whatever an earlier one has left; says what it did and gives the exit code. */
export async function stop(root: string): Promise<number> {
  const holder = lockHolder(lockPath(root, defaultInstance));
  if (holder !== undefined) await endSupervisor(root, holder);
  const instance = openInstance({ root, name: defaultInstance, cacheDir: cacheFolder(process.env) });
  const { components } = planPlatform({ instance, env: process.env });
  const left = await endLeftovers(instance, components);
  if (holder !== undefined) console.log('Arcade has stopped.');
  else if (left > 0) console.log(`Ended ${left} processes that had lost their supervisor.`);
  else console.log('Arcade was not running.');
  return 0;
}

async function endSupervisor(root: string, holder: ProcessIdentity): Promise<void> {
  const asked = await connectDefault(root)
    .then((control) => control.stop())
    .then(
      () => true,
      () => false,
    );
  if (!asked || isAlive(holder)) signal(holder.pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (isAlive(holder) && Date.now() < deadline) await sleep(50);
  if (isAlive(holder)) signal(holder.pid, 'SIGKILL');
  while (isAlive(holder)) await sleep(20);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}
