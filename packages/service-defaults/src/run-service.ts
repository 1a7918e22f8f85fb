import type { Server } from 'node:http';
import type * as z from 'zod';
import { loadConfig, type ServiceEnv } from './config.ts';
import { serve, type ServeOptions } from './serve.ts';

/** A service's process: reads its settings, creates the service and serves it. */
export async function runService<Config extends Pick<ServiceEnv, 'PORT' | 'HOST' | 'STOP_ACCEPT_SECONDS'>>(
  schema: z.ZodType<Config>,
  create: (config: Config) => Promise<Omit<ServeOptions, 'port' | 'host' | 'acceptMs'>>,
): Promise<Server> {
  const config = loadConfig(schema);
  return await serve({
    ...(await create(config)),
    port: config.PORT,
    host: config.HOST,
    acceptMs: config.STOP_ACCEPT_SECONDS * 1000,
  });
}
