import { loadConfig } from '@arcade/service-defaults';
import * as z from 'zod';

const storeEnv = {
  /** An account that may create databases and accounts. */
  ARCADE_MYSQL_URL: z.url(),
  ARCADE_MONGODB_URL: z.url(),
  ARCADE_REDIS_URL: z.url(),
  ARCADE_RABBITMQ_URL: z.url(),
  /** The management plugin's HTTP API, by which tests get virtual hosts of their own. */
  ARCADE_RABBITMQ_MANAGEMENT_URL: z.url(),
} as const;
export type StoreVariable = keyof typeof storeEnv;

/** The variables that name the stores themselves. */
export const storeVariables = [
  'ARCADE_MYSQL_URL',
  'ARCADE_MONGODB_URL',
  'ARCADE_REDIS_URL',
  'ARCADE_RABBITMQ_URL',
] as const satisfies readonly StoreVariable[];

/**
 * Where one of the stores for tests is. The integration project's global set-up starts them when they are not named.
 * @throws Error naming the variable that is missing
 */
export function storeUrl(name: StoreVariable): URL {
  const schema = z.object({ [name]: storeEnv[name] });
  return new URL(loadConfig(schema)[name] as string);
}
