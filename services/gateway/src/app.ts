import { DomainError, type StoredSession } from '@arcade/contracts';
import {
  createAssertionSigner,
  createDapr,
  createHttpApp,
  createLogger,
  createStateStore,
  problemHandler,
  systemClock,
  type Clock,
} from '@arcade/service-defaults';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { RequestListener } from 'node:http';
import { apiHandler } from './api-handler.ts';
import type { Config } from './config.ts';
import { docsRoutes } from './docs.ts';
import { createHotResponses } from './hot-responses.ts';
import { createProxy } from './proxy.ts';
import { createRateLimits } from './rate-limits.ts';
import { connectRedis } from './redis-connection.ts';
import { createRedisLiveStream } from './redis-live-stream.ts';
import { createRevocations } from './revocations.ts';
import { createRouteTable } from './route-table.ts';
import { createSessions } from './sessions.ts';
import { sseHandler } from './sse.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { webAppRoutes } from './web-app.ts';

/** The gateway, ready to be served: one listener for clients and for our own sidecar. */
export async function createGateway(config: Config, { clock = systemClock }: { clock?: Clock } = {}) {
  const logger = createLogger('gateway', config.LOG_LEVEL);
  const dapr = createDapr({ httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN });
  const redis = connectRedis(config.REDIS_URL, logger);
  const stream = createRedisLiveStream(redis, logger);
  const hot = createHotResponses();
  const revocations = createRevocations(dapr, logger);
  const sign = await createAssertionSigner(config.ASSERTION_PRIVATE_KEY);
  const store = createStateStore<StoredSession>(dapr, 'sessions');
  const sessions = createSessions({ store, revocations, sign, clock });
  const proxy = createProxy({ daprHttpPort: config.DAPR_HTTP_PORT, daprApiToken: config.DAPR_API_TOKEN });
  const rateLimits = createRateLimits(redis, config.RATE_LIMIT_FACTOR);

  stream.subscribe(({ event }) => {
    if (event.name === 'product') hot.forget(event.productId);
    if (event.name === 'revocation') revocations.add(event.data as unknown as Parameters<typeof revocations.add>[0]);
  });

  const api = apiHandler({
    routes: createRouteTable(),
    sessions,
    rateLimits,
    proxy,
    hot,
    publicOrigin: new URL(config.PUBLIC_URL).origin,
    trustedProxies: config.TRUSTED_PROXIES,
  });
  const clients = clientApp(config)
    .use(docsRoutes(config.PUBLIC_URL))
    .get('/events', sseHandler(stream, sessions))
    .use(api)
    .use(webAppRoutes(config.WEB_ROOT))
    .use(() => {
      throw new DomainError('not-found', 'There is no such operation');
    })
    .use(problemHandler(logger));
  const sidecar = createHttpApp({
    logger,
    appApiToken: config.APP_API_TOKEN,
    routers: [subscriptionRoutes((event) => stream.append(event))],
    readiness: { redis: () => redis.ping(), revocations: () => revocations.ready() },
  });

  const app: RequestListener = (req, res) => {
    if (hot.serve(req, res)) return;
    const forSidecar = req.headers['dapr-api-token'] === config.APP_API_TOKEN || isProbe(req.url);
    (forSidecar ? sidecar : clients)(req, res);
  };
  return {
    app,
    logger,
    background: [stream, revocations.loop],
    close: [async () => redis.disconnect(), () => dapr.close(), () => proxy.close()],
  };
}

const isProbe = (url: string | undefined) => url === '/healthz' || url === '/readyz';

/** Headers of every answer to clients. The web app needs inline styles, blob textures and workers for 3D. */
function clientApp(config: Config): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          styleSrc: ["'self'", "'unsafe-inline'"],
          scriptSrc: ["'self'"],
          workerSrc: ["'self'", 'blob:'],
          connectSrc: ["'self'", 'blob:'],
          upgradeInsecureRequests: config.PUBLIC_URL.startsWith('https:') ? [] : null,
        },
      },
      strictTransportSecurity: config.PUBLIC_URL.startsWith('https:'),
    }),
  );
  return app;
}
