import { timingSafeEqual } from 'node:crypto';
import { DomainError } from '@arcade/contracts';
import express, { type Express, type RequestHandler, type Router } from 'express';
import { collectDefaultMetrics, register } from 'prom-client';
import type { Logger } from './logger.ts';
import { problemHandler } from './problem-response.ts';
import { requestMetrics } from './request-metrics.ts';

export interface HttpAppOptions {
  readonly logger: Logger;
  /** What our sidecar has to show; without it only health and metrics answer. */
  readonly appApiToken: string;
  /** The service's own routes: operations, subscriptions, actors. */
  readonly routers: readonly Router[];
  /** Rejects while the service cannot do its work; named for the answer of /readyz. */
  readonly readiness?: Readonly<Record<string, () => Promise<unknown>>>;
}

/** The Express application every service has: health, metrics, token check, its routes, problems. */
export function createHttpApp({ logger, appApiToken, routers, readiness = {} }: HttpAppOptions): Express {
  if (register.getSingleMetric('process_cpu_seconds_total') === undefined) {
    // By itself it looks a hundred times a second how late the event loop is, which is a third of what a service does at rest.
    collectDefaultMetrics({ eventLoopMonitoringPrecision: 100 });
  }
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('case sensitive routing', true);
  app.get('/healthz', (_req, res) => void res.type('application/json').end('{"status":"ok"}'));
  app.get('/readyz', ready(readiness));
  app.get('/metrics', async (_req, res) => void res.type(register.contentType).send(await register.metrics()));
  app.use(requireAppToken(appApiToken), requestMetrics());
  for (const router of routers) app.use(router);
  // Only services that host actors say more; a missing document makes daprd log an error at each start.
  app.get('/dapr/config', (_req, res) => void res.json({}));
  app.get('/dapr/subscribe', (_req, res) => void res.json([]));
  app.use(() => {
    throw new DomainError('not-found', 'There is no such operation');
  });
  app.use(problemHandler(logger));
  return app;
}

/** Only our own sidecar knows the app token, so nothing reaches a service around Dapr. */
export function requireAppToken(token: string): RequestHandler {
  const expected = Buffer.from(token);
  return (req, _res, next) => {
    const given = Buffer.from(req.header('dapr-api-token') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new DomainError('unauthenticated');
    next();
  };
}

function ready(checks: Readonly<Record<string, () => Promise<unknown>>>): RequestHandler {
  return async (_req, res) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const failure = await check().then(
          () => undefined,
          (error: unknown) => String(error),
        );
        return [name, failure ?? 'ok'] as const;
      }),
    );
    const failed = results.some(([, result]) => result !== 'ok');
    res.status(failed ? 503 : 200).json(Object.fromEntries(results));
  };
}
