import { serviceEnv } from '@arcade/service-defaults';
import * as z from 'zod';

export const Config = z.object({
  ...serviceEnv,
  REDIS_URL: z.string(),
  /** Ed25519 private key (JWK as JSON) that signs identity assertions. */
  ASSERTION_PRIVATE_KEY: z.string().min(1),
  /** Where people reach the shop; the origin of cookie-authenticated writes has to match it. */
  PUBLIC_URL: z.url(),
  /** Folder of the built web app. */
  WEB_ROOT: z.string(),
  /** Proxies in front of us that append to X-Forwarded-For. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
  /** How long a client's connection may rest between two requests; longer than a proxy in front keeps its own. */
  CLIENT_KEEP_ALIVE_SECONDS: z.coerce.number().int().min(1).default(65),
  /** Multiplies every rate limit and how much clients may have open at a time; load tests raise it. */
  RATE_LIMIT_FACTOR: z.coerce.number().positive().default(1),
});
export type Config = z.infer<typeof Config>;
