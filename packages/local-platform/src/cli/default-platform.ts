import type { PortWish } from '../instance/instance.ts';
import { createPlatform, type Platform } from '../platform/platform.ts';

/** The instance that people use. */
export const defaultInstance = 'default';

/** The shop's port: `ARCADE_PORT`, or 8080. @throws Error when that is no port */
export function publicPort(env: NodeJS.ProcessEnv): PortWish {
  const port = Number(env['ARCADE_PORT'] || 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('ARCADE_PORT has to be a port number');
  return { port, advice: `Stop it, or choose another port: ARCADE_PORT=${port + 1} npm start` };
}

export const defaultPlatform = (root: string, env: NodeJS.ProcessEnv = process.env): Platform =>
  createPlatform({ root, instance: defaultInstance, web: true, publicPort: publicPort(env), env });
