import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openInstance } from '../instance/instance.ts';
import { planPlatform } from '../platform/plan-platform.ts';
import { instanceVariable, standInVariable } from '../supervisor/child.ts';
import { cacheFolder } from '../toolchain/toolchain.ts';
import { connectDefault } from './connect-default.ts';
import { defaultInstance } from './default-platform.ts';
import { readableLog } from './readable-log.ts';

/**
 * Runs one service of the running instance here, restarted at each change of its files, its log in the terminal. Ctrl-C
 * gives it back; if this process is killed, the supervisor takes it back.
 */
export async function dev(root: string, service: string): Promise<number> {
  const control = await connectDefault(root);
  const instance = openInstance({ root, name: defaultInstance, cacheDir: cacheFolder(process.env) });
  const plan = planPlatform({ instance, env: process.env });
  const component = plan.components.find(({ name }) => name === service);
  if (component === undefined || !plan.services.some(({ name }) => name === service)) {
    console.error(`There is no service ${service}. There are: ${plan.services.map(({ name }) => name).join(', ')}`);
    return 1;
  }
  await control.pause(service, process.pid);
  const { command, args, env, cwd } = await component.prepare(instance);
  const { id } = instance.state.read();
  const child = spawn(command, ['--watch', '--watch-preserve-output', ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: {
      ...env,
      LOG_LEVEL: process.env['LOG_LEVEL'] || 'debug',
      [instanceVariable]: id,
      [standInVariable]: `${id}/${service}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  console.log(`${service} runs here now, from ${join('services', service)}. Ctrl-C gives it back.`);
  createInterface({ input: child.stdout }).on('line', (line) => console.log(readableLog(line)));
  // The child gets Ctrl-C as well; we stay to hand the service back.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  console.log(`Giving ${service} back …`);
  await control.resume(service);
  return 0;
}
