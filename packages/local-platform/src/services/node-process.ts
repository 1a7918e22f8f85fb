import { join } from 'node:path';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { publicService, readServiceMap } from './service-map.ts';

/** Node runs our TypeScript as it is. */
export const nodeArgs = ['--conditions=development', '--disable-warning=ExperimentalWarning'] as const;

/** What every Node process of ours gets. */
export const nodeEnv = (instance: InstanceContext, env: ToolchainContext['env']): Record<string, string> => ({
  PATH: env['PATH'] || '/usr/bin:/bin',
  HOME: env['HOME'] || instance.dir,
  NODE_COMPILE_CACHE: join(instance.cacheDir, 'node-compile-cache'),
});

/** Where people reach the shop. */
export const publicUrl = (instance: InstanceContext): string =>
  `http://localhost:${instance.port(publicService(readServiceMap(instance.root)).name, 'http')}`;
