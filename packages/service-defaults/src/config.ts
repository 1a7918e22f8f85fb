import * as z from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);

/** Settings every service has. A service adds its own: `z.object({ ...serviceEnv, MYSQL_URL: z.string() })`. */
export const serviceEnv = {
  PORT: port,
  /** Loopback by default; a pod sets 0.0.0.0. */
  HOST: z.string().default('127.0.0.1'),
  DAPR_HTTP_PORT: port,
  DAPR_API_TOKEN: z.string().min(1),
  /** What our sidecar shows us with every call. */
  APP_API_TOKEN: z.string().min(1),
  /** Ed25519 public key (JWK as JSON) of the gateway that asserts identities. */
  ASSERTION_PUBLIC_KEY: z.string().min(1),
  /** After SIGTERM: how long requests are still accepted, until load balancers know that we stop. */
  STOP_ACCEPT_SECONDS: z.coerce.number().min(0).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Faults to inject, e.g. `orders.after-place=kill`; empty outside tests. */
  ARCADE_FAILPOINTS: z.string().default(''),
} as const;
export type ServiceEnv = z.output<z.ZodObject<typeof serviceEnv>>;

/** Settings of a service that keeps its state in MySQL. */
export const mysqlServiceEnv = {
  ...serviceEnv,
  MYSQL_URL: z.string().min(1),
  /** Connections at most. */
  MYSQL_POOL_SIZE: z.coerce.number().int().positive().default(20),
} as const;
export type MysqlServiceEnv = z.output<z.ZodObject<typeof mysqlServiceEnv>>;

/** Settings of a service that keeps its state in MongoDB. */
export const mongoServiceEnv = { ...serviceEnv, MONGODB_URL: z.string().min(1) } as const;
export type MongoServiceEnv = z.output<z.ZodObject<typeof mongoServiceEnv>>;

/** Reads the environment once; says everything that is wrong with it at once. */
export function loadConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>> = process.env,
): z.output<Schema> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${wrong.join('\n')}`);
}
