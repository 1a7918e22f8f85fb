import type { ServerLimits } from '@arcade/service-defaults';
import type { Config } from './config.ts';
import { connectionPlaces } from './connection-places.ts';
import { createPlaces, type Places } from './places.ts';
import { createYieldingPlaces, type YieldingPlaces } from './yielding-places.ts';

/** How long clients may take, in ms. */
export interface Patience {
  /** For the whole of a small body. */
  readonly bodyMs: number;
  /** From a request to its proxied answer, and for an upload with its body. */
  readonly answerMs: number;
  readonly uploadMs: number;
  /** From a request's arrival until its reader has taken the whole answer. */
  readonly openMs: number;
  /** While nothing moves on a connection with a request. */
  readonly idleMs: number;
}

export const patience: Patience = {
  bodyMs: 10_000,
  answerMs: 10_000,
  uploadMs: 60_000,
  openMs: 90_000,
  idleMs: 75_000,
};

const connectionsAtAll = 10_000;
const connectionsPerNetwork = 256;
const requestsAtAll = 2000;
const requestsPerNetwork = 256;
/** A request that has its answer still open after this may be cut off for another. */
const requestPatienceMs = 15_000;
const bodiesAtAll = 1000;
const bodiesPerNetwork = 64;
const bodyPatienceMs = 1000;
const uploadsPerSubject = 8;

/** What clients may hold at a time, all of it scaled by `RATE_LIMIT_FACTOR`. */
export interface ClientLimits {
  readonly server: ServerLimits;
  readonly requests: YieldingPlaces;
  readonly bodies: YieldingPlaces;
  readonly uploads: Places;
}

type Settings = Pick<Config, 'RATE_LIMIT_FACTOR' | 'CLIENT_KEEP_ALIVE_SECONDS' | 'TRUSTED_PROXIES'>;

export function createClientLimits(config: Settings, { idleMs }: Pick<Patience, 'idleMs'>): ClientLimits {
  const scaled = (count: number) => Math.ceil(count * config.RATE_LIMIT_FACTOR);
  return {
    server: {
      keepAliveMs: config.CLIENT_KEEP_ALIVE_SECONDS * 1000,
      idleMs,
      maximumConnections: scaled(connectionsAtAll),
      admits: connectionPlaces(createPlaces(scaled(connectionsPerNetwork)), config.TRUSTED_PROXIES),
    },
    requests: createYieldingPlaces({
      perNetwork: scaled(requestsPerNetwork),
      total: scaled(requestsAtAll),
      patienceMs: requestPatienceMs,
    }),
    bodies: createYieldingPlaces({
      perNetwork: scaled(bodiesPerNetwork),
      total: scaled(bodiesAtAll),
      patienceMs: bodyPatienceMs,
    }),
    uploads: createPlaces(scaled(uploadsPerSubject)),
  };
}
