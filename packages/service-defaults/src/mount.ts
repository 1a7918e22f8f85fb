import {
  DomainError,
  answersPages,
  assertionHeader,
  deadlineHeader,
  serviceNames,
  type Endpoint,
  type EndpointSpec,
  type Identity,
} from '@arcade/contracts';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { AssertionVerifier } from './assertion.ts';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import { isKnown } from './conditions.ts';
import { answers, checkAnswer, isUnderTest } from './contract-check.ts';
import { checkJson } from './json-limits.ts';
import { nextLink } from './next-link.ts';
import { parsePart } from './parse-part.ts';
import { idempotencyKeyOf, ifMatchOf, type Call, type Handler, type Reply } from './request.ts';
import { traceOf, withTrace } from './trace.ts';

export type Operations = Readonly<
  Record<string, EndpointSpec & { readonly service: string; readonly operationId: string }>
>;

/** One handler for every operation: none can be forgotten, none invented. */
export type Handlers<Api extends Operations> = { readonly [Key in keyof Api]: Handler<Api[Key]> };

export interface MountOptions {
  readonly verifyAssertion: AssertionVerifier;
  readonly clock: Clock;
  /** For services with audited operations. */
  readonly audit?: Audit;
}

const parseJson = express.json({ limit: '256kb', inflate: false, type: ['application/json', 'application/*+json'] });

/** Makes the routes of a service's operations: validation, access, conditional requests, then the handler. */
export function mount<Api extends Operations>(api: Api, handlers: Handlers<Api>, options: MountOptions): Router {
  const router = Router({ caseSensitive: true });
  // Fixed paths before those with parameters, so that /products/categories is not a product id.
  const operations = Object.values(api).toSorted((a, b) => parameters(a.path) - parameters(b.path));
  for (const operation of operations) {
    const endpoint = operation as unknown as Endpoint;
    const handler = handlers[operation.operationId as keyof Api] as unknown as Handler<Endpoint>;
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
    const steps: RequestHandler[] = [authorise(endpoint, options)];
    if (endpoint.body !== undefined && endpoint.consumes === undefined) steps.push(parseJson, requireJson);
    steps.push(run(endpoint, audited(endpoint, handler, options.audit)));
    router[endpoint.method.toLowerCase() as Lowercase<Endpoint['method']>](path, ...steps);
  }
  return router;
}

const parameters = (path: string) => path.split('{').length;

const requireJson: RequestHandler = (req, _res, next) => {
  if (req.body === undefined && Number(req.header('content-length') ?? 0) > 0) {
    throw new DomainError('unsupported-media-type', 'Send application/json');
  }
  checkJson(req.body);
  next();
};

const identities = new WeakMap<Request, Identity>();

function authorise(endpoint: Endpoint, { verifyAssertion, clock }: MountOptions): RequestHandler {
  return async (req, res, next) => {
    answers(res, endpoint);
    if (endpoint.access === 'service') {
      const caller = callerOf(req);
      if (caller === undefined || !(endpoint.callers ?? []).includes(caller)) throw new DomainError('forbidden');
      next();
      return;
    }
    const token = req.header(assertionHeader);
    const identity = token === undefined ? undefined : await verifyAssertion(token, clock.now());
    if (identity !== undefined) identities.set(req, identity);
    requireAccess(endpoint, identity);
    next();
  };
}

/** @throws DomainError unauthenticated (401) or forbidden (403) */
export function requireAccess(endpoint: Pick<Endpoint, 'access'>, identity: Identity | undefined): void {
  if (endpoint.access === 'public') return;
  if (identity === undefined) throw new DomainError('unauthenticated');
  const roles = new Set<string>(identity.roles);
  if (endpoint.access === 'merchant' && !roles.has('merchant') && !roles.has('admin'))
    throw new DomainError('forbidden');
  if (endpoint.access === 'admin' && !roles.has('admin')) throw new DomainError('forbidden');
}

/**
 * The app id our sidecar vouches for. It puts it beside what the caller claims, before or after, so a header that holds
 * two proves nothing.
 */
function callerOf(req: Request) {
  return serviceNames.find((name) => name === req.header('dapr-caller-app-id'));
}

function run(endpoint: Endpoint, handler: Handler<Endpoint>): RequestHandler {
  const isList = answersPages(endpoint);
  return async (req, res) => {
    const call: Call<Endpoint> = {
      params: parsePart(endpoint.params, req.params, 'params') as never,
      query: parsePart(endpoint.query, { ...req.query }, 'query') as never,
      body: endpoint.consumes === undefined ? parsePart(endpoint.body, req.body ?? {}, 'body') : undefined,
      identity: identities.get(req) as Identity,
      caller: callerOf(req),
      idempotencyKey: idempotencyKeyOf(endpoint, req),
      ifMatch: ifMatchOf(endpoint, req),
      about: () => {},
      header: (name) => req.header(name),
      req,
      res,
    };
    const deadline = Number(req.header(deadlineHeader) ?? Number.NaN);
    const trace = traceOf(req.header('traceparent'), Number.isFinite(deadline) ? deadline : undefined);
    const reply = await withTrace(trace, () => handler(call));
    if (reply === undefined) return;
    if (isList) linkToNext(req, res, reply.body as Page);
    send(endpoint, req, res, reply);
  };
}

/** @throws Error at the start when an audited operation would leave no entry */
function audited(endpoint: Endpoint, handler: Handler<Endpoint>, audit: Audit | undefined): Handler<Endpoint> {
  if (endpoint.audit === undefined) return handler;
  if (audit === undefined) throw new Error(`${endpoint.operationId} is audited, and nothing keeps its entries`);
  return (call) => audit(endpoint, call, handler);
}

type Page = { readonly nextCursor?: string } | undefined;

function linkToNext(req: Request, res: Response, page: Page): void {
  if (page?.nextCursor !== undefined) res.setHeader('link', nextLink(req.originalUrl, page.nextCursor));
}

function send(endpoint: Endpoint, req: Request, res: Response, reply: Reply<Endpoint>): void {
  const status = reply.status ?? Number(Object.keys(endpoint.responses)[0]);
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
  if (reply.etag !== undefined) res.setHeader('etag', reply.etag);
  if (isUnderTest) checkAnswer(endpoint, status, res.getHeaderNames(), reply);
  if (endpoint.method === 'GET' && reply.etag !== undefined && isKnown(req.header('if-none-match'), reply.etag)) {
    res.status(304).end();
    return;
  }
  res.status(status);
  if (reply.rawJson === undefined && reply.body === undefined) {
    res.end();
    return;
  }
  res.type('application/json').end(reply.rawJson ?? JSON.stringify(reply.body));
}
