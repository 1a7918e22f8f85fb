import type { ServiceName } from '@arcade/contracts';
import {
  createDapr,
  createFailpoints,
  createLogger,
  systemClock,
  type Clock,
  type Dapr,
  type Failpoints,
  type Idempotent,
  type Logger,
  type Loop,
  type ServiceEnv,
} from '@arcade/service-defaults';

/** What tests put in the place of the real thing. */
export interface ServiceOverrides {
  readonly clock?: Clock;
  readonly dapr?: Dapr;
}

/** What every service runs with, whatever it is for; also what messaging is made of. */
export interface ServiceRuntime {
  readonly service: ServiceName;
  readonly config: ServiceEnv;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly dapr: Dapr;
  readonly failpoints: Failpoints;
  readonly idempotent: Idempotent;
  readonly store: ServiceStore;
}

/** How a service's store is looked after while the service runs. */
export interface ServiceStore {
  /** Rejects while the store does not answer; by the store's name. */
  readonly readiness: Readonly<Record<string, () => Promise<unknown>>>;
  readonly background: readonly Loop[];
  readonly close: () => Promise<unknown>;
}

/** The part of it that needs no store. */
export const createRuntime = (
  service: ServiceName,
  config: ServiceEnv,
  { clock = systemClock, dapr }: ServiceOverrides,
): Omit<ServiceRuntime, 'idempotent' | 'store'> => ({
  service,
  config,
  logger: createLogger(service, config.LOG_LEVEL),
  clock,
  dapr: dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN }),
  failpoints: createFailpoints(config.ARCADE_FAILPOINTS),
});
