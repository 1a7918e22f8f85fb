import type { IncomingMessage } from 'node:http';
import { DomainError, sessionCookie, type Endpoint } from '@arcade/contracts';
import { idempotencyKeyOf, ifMatchOf, requireAccess, traceOf, withTrace } from '@arcade/service-defaults';
import type { Request, RequestHandler, Response } from 'express';
import { requireOwnPage } from './csrf.ts';
import type { HotResponses } from './hot-responses.ts';
import type { Proxy } from './proxy.ts';
import type { RateLimits } from './rate-limits.ts';
import type { createRouteTable } from './route-table.ts';
import { tokenOf, type Sessions, type SignedIn } from './sessions.ts';

export interface ApiDependencies {
  readonly routes: ReturnType<typeof createRouteTable>;
  readonly sessions: Sessions;
  readonly rateLimits: RateLimits;
  readonly proxy: Proxy;
  readonly hot: HotResponses;
  readonly publicOrigin: string;
  readonly trustedProxies: number;
}

/** What the gateway does with a call of the API: who, how often, well-formed, then on to the service. No business rule. */
export function apiHandler(dependencies: ApiDependencies): RequestHandler {
  return async (req, res, next) => {
    const match = dependencies.routes(req.method === 'HEAD' ? 'GET' : req.method, req.path);
    if (match.kind === 'endpoint') {
      const trace = traceOf(req.header('traceparent'));
      res.setHeader('trace-id', trace.traceId);
      await withTrace(trace, () => handle(dependencies, match.endpoint, req, res));
      return;
    }
    if (match.kind === 'method-not-allowed' && !wantsPage(req)) {
      res.setHeader('allow', match.allowed.join(', '));
      throw new DomainError('not-found', `${req.method} is not an operation of this path`, { allowed: match.allowed });
    }
    next();
  };
}

/** A person's browser asks for a page, not for data. */
export const wantsPage = (req: Request) => req.method === 'GET' && (req.header('accept') ?? '').startsWith('text/html');

async function handle(
  { sessions, rateLimits, proxy, hot, publicOrigin, trustedProxies }: ApiDependencies,
  endpoint: Endpoint,
  req: Request,
  res: Response,
): Promise<void> {
  const clientIp = clientIpOf(req, trustedProxies);
  const signedIn = await signIn(sessions, endpoint, req, res, publicOrigin);
  const limited = await rateLimits.consume(
    endpoint.rateClass ?? 'standard',
    signedIn === undefined ? clientIp : signedIn.identity.userId,
  );
  for (const [name, value] of Object.entries(limited)) res.setHeader(name, value);
  requireAccess(endpoint, signedIn?.identity);
  idempotencyKeyOf(endpoint, req);
  ifMatchOf(endpoint, req);
  hot.record(req, res);
  await proxy.forward(req, res, { endpoint, assertion: signedIn?.assertion, clientIp });
}

/** A session that has ended leaves the browser as anonymous, with its cookie cleared; a program gets a 401. */
async function signIn(
  sessions: Sessions,
  endpoint: Endpoint,
  req: Request,
  res: Response,
  publicOrigin: string,
): Promise<SignedIn | undefined> {
  const token = tokenOf(req);
  if (token === undefined) return undefined;
  if (token.via === 'cookie') requireOwnPage(req, publicOrigin);
  const signedIn = await sessions.resolve(token.token);
  if (signedIn === undefined && token.via === 'cookie') {
    res.setHeader('set-cookie', `${sessionCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`);
  }
  if (signedIn === undefined && token.via === 'bearer' && endpoint.access !== 'public') {
    throw new DomainError('unauthenticated', 'The session is over');
  }
  return signedIn;
}

/** The address that the outermost trusted proxy saw. */
export function clientIpOf(req: IncomingMessage, trustedProxies: number): string {
  const direct = req.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const chain = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return chain.at(-trustedProxies) ?? direct;
}
