import { DomainError, type Endpoint } from '@arcade/contracts';
import { answers, idempotencyKeyOf, ifMatchOf, networkOf, requireAccess } from '@arcade/service-defaults';
import type { Request, RequestHandler, Response } from 'express';
import { clientIpOf } from './client-ip.ts';
import type { ClientLimits } from './client-limits.ts';
import type { DeviceCookies } from './device-cookie.ts';
import { productOf, type HotResponses } from './hot-responses.ts';
import type { Places } from './places.ts';
import type { Proxy } from './proxy.ts';
import { rateLimited, type RateLimits } from './rate-limits.ts';
import { bodyOf, isUpload } from './request-body.ts';
import type { RouteTable } from './route-table.ts';
import { isShopper, isWayIn, signedInOf, type SignInDependencies } from './sign-in.ts';
import type { SignedIn } from './sessions.ts';
import { targetOf } from './target.ts';
import { wantsPage } from './wants-page.ts';

export interface ApiDependencies extends SignInDependencies {
  readonly routes: RouteTable;
  readonly rateLimits: RateLimits;
  readonly devices: Pick<DeviceCookies, 'deviceOf'>;
  readonly proxy: Proxy;
  readonly hot: HotResponses;
  /** Drops what is kept of a product. */
  readonly forget: (productId: string) => void;
  readonly limits: Pick<ClientLimits, 'bodies' | 'uploads'>;
  /** For a whole small body, in ms. */
  readonly bodyMs: number;
  readonly trustedProxies: number;
}

/** What the gateway does with a call of the API: who, how often, well-formed, then on to the service. No business rule. */
export function apiHandler(dependencies: ApiDependencies): RequestHandler {
  return async (req, res, next) => {
    const { path } = targetOf(req);
    const match = dependencies.routes(req.method === 'HEAD' ? 'GET' : req.method, path);
    if (match.kind === 'none' || (wantsPage(req) && !isFile(match))) {
      next();
      return;
    }
    if (match.kind === 'malformed') throw new DomainError('not-found');
    if (match.kind === 'endpoint') {
      answers(res, match.endpoint);
      await handle(dependencies, match.endpoint, req, res);
      return;
    }
    const { allowed } = match;
    res.setHeader('allow', allowed.join(', '));
    if (req.method !== 'OPTIONS') {
      throw new DomainError('method-not-allowed', `${req.method} is not an operation of this path`, { allowed });
    }
    res.status(204).end();
  };
}

/** Photos and the like open in a browser as they are; everything else is a page of the web app there. */
const isFile = (match: ReturnType<RouteTable>) => match.kind === 'endpoint' && match.endpoint.produces !== undefined;

async function handle(dependencies: ApiDependencies, endpoint: Endpoint, req: Request, res: Response): Promise<void> {
  const clientIp = clientIpOf(req, dependencies.trustedProxies);
  const network = networkOf(clientIp);
  const signedIn = await signedInOf(dependencies, endpoint, req, res, network);
  const device = isWayIn(endpoint) ? dependencies.devices.deviceOf(req) : undefined;
  await limit(dependencies.rateLimits, endpoint, subjectOf(endpoint, signedIn, { network, device }), res);
  requireAccess(endpoint, signedIn?.identity);
  idempotencyKeyOf(endpoint, req);
  ifMatchOf(endpoint, req);
  const { hot, proxy, limits, bodyMs } = dependencies;
  // A shopper sees of a product what everybody sees, so the answer is everybody's.
  const asPublic = hot.isCandidate(req) && isShopper(signedIn);
  setCacheDefaults(endpoint, signedIn !== undefined && !asPublic, res);
  if (asPublic && hot.serve(req, res)) return;
  const onAnswer = asPublic ? hot.record(req, res) : forgetting(dependencies, endpoint, req);
  const assertion = asPublic ? undefined : signedIn?.assertion;
  if (isUpload(endpoint)) takeUploadPlace(limits.uploads, signedIn?.identity.userId ?? network, res);
  const body = await bodyOf(req, { endpoint, network, bodies: limits.bodies, timeoutMs: bodyMs });
  await proxy.forward(req, res, { endpoint, body, assertion, clientIp, device, onAnswer });
}

/** Who has changed something of a product reads the change, even before its event is here. */
function forgetting({ forget }: ApiDependencies, { method }: Endpoint, req: Request): (() => void) | undefined {
  const productId = method === 'GET' ? undefined : productOf(targetOf(req).path);
  return productId === undefined ? undefined : () => forget(productId);
}

/** Files stream on as slowly as they come, so nobody has all the ways to the services with them. */
function takeUploadPlace(uploads: Places, subject: string, res: Response): void {
  const leave = uploads.take(subject);
  if (leave === undefined) throw rateLimited(1);
  res.once('close', leave);
}

/**
 * Signing in and registering count by network even with a session, or each account would bring tries of its own. A browser
 * that has signed in here before has tries of its own, so that strangers in its network do not use them up.
 */
function subjectOf(
  endpoint: Endpoint,
  signedIn: SignedIn | undefined,
  { network, device }: { readonly network: string; readonly device: string | undefined },
): string {
  if (endpoint.rateClass === 'register') return network;
  if (isWayIn(endpoint)) return device === undefined ? network : `device:${device}`;
  return signedIn?.identity.userId ?? network;
}

async function limit(rateLimits: RateLimits, endpoint: Endpoint, subject: string, res: Response): Promise<void> {
  const consumed = await rateLimits.consume(endpoint.rateClass ?? 'standard', subject);
  for (const [name, value] of Object.entries(consumed.headers)) res.setHeader(name, value);
  if (consumed.kind === 'refused') throw rateLimited(consumed.retryAfterSeconds);
}

/**
 * For answers whose service says nothing. The catalogue is everybody's and asked for again each time; whatever else there
 * is, a cart for one, is somebody's and kept nowhere.
 */
function setCacheDefaults({ access, method, rateClass }: Endpoint, isSignedIn: boolean, res: Response): void {
  const isEverybodys = !isSignedIn && access === 'public' && method === 'GET' && rateClass === 'read';
  res.setHeader('cache-control', isEverybodys ? 'no-cache' : 'private, no-store');
  res.vary('Accept, Accept-Encoding, Cookie, Authorization');
}
