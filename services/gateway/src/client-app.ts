import { requestMetrics, traceOf, withTrace } from '@arcade/service-defaults';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { requireOneHost } from './one-host.ts';
import { targetOf } from './target.ts';

/** The application that clients reach: security headers, a trace and a measurement for every request. */
export function createClientApp(publicUrl: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('case sensitive routing', true);
  app.use(traced, requestMetrics(), securityHeaders(publicUrl.startsWith('https:')), canonical);
  return app;
}

const traced: RequestHandler = (req, res, next) => {
  const trace = traceOf(req.header('traceparent'));
  res.setHeader('trace-id', trace.traceId);
  withTrace(trace, next);
};

/**
 * Every route sees the same target: one host, dot segments resolved, whichever form it came in.
 * @throws DomainError invalid-request, uri-too-long
 */
const canonical: RequestHandler = (req, _res, next) => {
  requireOneHost(req);
  const { path, search } = targetOf(req);
  req.url = `${path}${search}`;
  next();
};

/** The web app needs inline styles, blob textures and workers and WebAssembly decoders for 3D; avatars are elsewhere. */
const securityHeaders = (isSecure: boolean) =>
  helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", 'blob:', 'data:'],
        upgradeInsecureRequests: isSecure ? [] : null,
      },
    },
    strictTransportSecurity: isSecure,
  });
