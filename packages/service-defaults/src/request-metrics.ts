import type { RequestHandler } from 'express';
import { Histogram, register } from 'prom-client';
import { answeredEndpoint } from './contract-check.ts';

const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer a request, by route',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [register],
});

/** Measures each request under its route's pattern, never its ids. */
export function requestMetrics(): RequestHandler {
  return (req, res, next) => {
    const start = performance.now();
    res.once('finish', () => {
      const matched = (req.route as { path?: string } | undefined)?.path ?? 'unmatched';
      const route = answeredEndpoint(res)?.path ?? matched;
      durations.observe({ method: req.method, route, status: res.statusCode }, (performance.now() - start) / 1000);
    });
    next();
  };
}
