import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { DomainError, type StoredSession } from '@arcade/contracts';
import {
  createAssertionSigner,
  createDapr,
  createHttpApp,
  createLogger,
  createStateStore,
  problemHandler,
  sidecarKeepAliveMs,
  systemClock,
  type Clock,
  type Dapr,
} from '@arcade/service-defaults';
import { apiHandler } from './api-handler.ts';
import { createClientApp } from './client-app.ts';
import { createClientLimits, patience, type Patience } from './client-limits.ts';
import { compressAnswers } from './compress-answers.ts';
import type { Config } from './config.ts';
import { createDeviceCookies } from './device-cookie.ts';
import { docsRoutes } from './docs.ts';
import { createHotResponses } from './hot-responses.ts';
import type { LiveEvent } from './live-events.ts';
import { limitOpenRequests } from './open-requests.ts';
import { createProductReads } from './pages/product-reads.ts';
import { pageRoutes } from './pages/page-routes.ts';
import { createPlaces } from './places.ts';
import { createProxy } from './proxy.ts';
import { createRateLimits } from './rate-limits.ts';
import { connectRedis } from './redis-connection.ts';
import { createRedisLiveStream } from './redis-live-stream.ts';
import { createRevocations } from './revocations.ts';
import { createRouteTable } from './route-table.ts';
import { createSessions } from './sessions.ts';
import { isShopperAtHand } from './sign-in.ts';
import { createSse } from './sse.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { createTurns } from './turns.ts';

/** Tabs that one household or office, or somebody signed in, has open at a time. */
const streamsPerSubject = 50;
/** Session tokens nobody has shown yet that are read at a time for one network. */
const newTokensPerNetwork = 8;

export interface GatewayOverrides {
  readonly clock?: Clock;
  /** Of the held answers alone; sessions and their assertions go by `clock`. */
  readonly hotClock?: Clock;
  readonly dapr?: Dapr;
  /** For tests that have less. */
  readonly patience?: Partial<Patience>;
  /** How many requests our sidecar gets at a time. */
  readonly connections?: number;
}

/** The gateway, ready to be served: one listener for clients and for our own sidecar. */
export async function createGateway(config: Config, overrides: GatewayOverrides = {}) {
  const { clock = systemClock, hotClock = clock } = overrides;
  const { TRUSTED_PROXIES: trustedProxies, PUBLIC_URL: publicUrl } = config;
  const logger = createLogger('gateway', config.LOG_LEVEL);
  const dapr = overrides.dapr ?? createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const redis = connectRedis(config.REDIS_URL, logger);
  const stream = createRedisLiveStream(redis, logger);
  const reads = createProductReads(dapr, () => hotClock.now().getTime());
  const revocations = createRevocations(dapr, clock, logger);
  const sign = await createAssertionSigner(config.ASSERTION_PRIVATE_KEY);
  const store = createStateStore<StoredSession>(dapr, 'sessions');
  const sessions = createSessions({ store, revocations, sign, clock });
  const isShopper = (req: IncomingMessage) => isShopperAtHand(sessions, req);
  const hot = createHotResponses(isShopper, () => hotClock.now().getTime());
  const { bodyMs, answerMs, uploadMs, openMs, idleMs } = { ...patience, ...overrides.patience };
  const limits = createClientLimits(config, { idleMs });
  const devices = createDeviceCookies(config.ASSERTION_PRIVATE_KEY);
  const proxy = createProxy({
    devices,
    daprHttpPort: config.DAPR_HTTP_PORT,
    daprApiToken: config.DAPR_API_TOKEN,
    timeoutMs: answerMs,
    uploadTimeoutMs: uploadMs,
    ...(overrides.connections === undefined ? {} : { connections: overrides.connections }),
  });
  const rateLimits = createRateLimits(redis, config.RATE_LIMIT_FACTOR);
  const places = createPlaces(Math.ceil(streamsPerSubject * config.RATE_LIMIT_FACTOR));
  const turns = createTurns(newTokensPerNetwork);
  const sse = createSse({ stream, sessions, turns, rateLimits, places, trustedProxies });

  const forget = (productId: string) => {
    hot.forget(productId);
    reads.forget(productId);
  };
  const apply = (event: LiveEvent) => {
    if (event.name === 'product') forget(event.productId);
    if (event.name === 'revocation') revocations.add(event.data);
  };
  stream.subscribe(({ event }) => apply(event));
  const handle = async (event: LiveEvent) => {
    apply(event);
    await stream.append(event);
  };

  const publicOrigin = new URL(publicUrl).origin;
  const routes = createRouteTable();
  const clients = createClientApp(publicUrl)
    .get('/events', sse.handler)
    .use(limitOpenRequests({ places: limits.requests, timeoutMs: openMs, trustedProxies }))
    .use(compressAnswers(), docsRoutes(publicUrl))
    .use(
      apiHandler({
        routes,
        devices,
        sessions,
        turns,
        rateLimits,
        proxy,
        hot,
        forget,
        limits,
        bodyMs,
        publicOrigin,
        trustedProxies,
      }),
    )
    .use(pageRoutes({ root: config.WEB_ROOT, origin: publicOrigin, reads }))
    .use(() => {
      throw new DomainError('not-found', 'There is no such operation');
    })
    .use(problemHandler(logger));
  const sidecar = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [subscriptionRoutes(handle)],
    readiness: { revocations: requireComplete(() => revocations.isComplete()) },
  });

  const isInternal = internalRequests(config.APP_API_TOKEN);
  const app: RequestListener = (req, res) => {
    if (hot.serveAtOnce(req, res)) return;
    if (!isInternal(req)) {
      clients(req, res);
      return;
    }
    res.once('finish', () => req.socket.setTimeout(sidecarKeepAliveMs));
    sidecar(req, res);
  };
  return {
    app,
    limits: limits.server,
    logger,
    endStreams: () => sse.stop(),
    background: [stream, revocations.loop, sse],
    close: [async () => redis.disconnect(), () => dapr.close(), () => proxy.close()],
  };
}

/**
 * Ready as soon as it is known which sessions have ended. Redis is no condition: without it limits are looser and pages
 * are not live, which is better than no shop.
 */
const requireComplete = (isComplete: () => boolean) => async () => {
  if (!isComplete()) throw new Error('revocations are not read yet');
};

/** Requests of our sidecar (it shows the app's token), probes, and a scraper of metrics that has the token as bearer. */
function internalRequests(appApiToken: string): (req: IncomingMessage) => boolean {
  const expected = Buffer.from(appApiToken);
  const isToken = (given: string) => {
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  };
  return ({ url, headers }) => {
    const token = headers['dapr-api-token'];
    if (typeof token === 'string' && isToken(token)) return true;
    if (url === '/metrics') return isToken((headers.authorization ?? '').replace(/^Bearer /i, ''));
    return url === '/healthz' || url === '/readyz';
  };
}
