import {
  DomainError,
  IdempotencyKey,
  type Endpoint,
  type EndpointAnswer,
  type EndpointBody,
  type EndpointParams,
  type EndpointQuery,
  type EndpointSpec,
  type Identity,
  type ServiceName,
} from '@arcade/contracts';
import type { Request, Response } from 'express';
import { parseIfMatch, type IfMatch } from './conditions.ts';

type IdentityFor<Spec extends EndpointSpec> = Spec['access'] extends 'public' | 'service'
  ? Identity | undefined
  : Identity;

/** What a handler gets: everything validated, nothing raw unless it streams. */
export interface Call<Spec extends EndpointSpec> {
  readonly params: EndpointParams<Spec>;
  readonly query: EndpointQuery<Spec>;
  readonly body: EndpointBody<Spec>;
  readonly identity: IdentityFor<Spec>;
  /** The calling service, for `service` endpoints. */
  readonly caller: ServiceName | undefined;
  readonly idempotencyKey: Spec['idempotencyKey'] extends 'required' ? string : string | undefined;
  readonly ifMatch: Spec['ifMatch'] extends true ? IfMatch : IfMatch | undefined;
  /** Names in the audit trail what an operation is about, where neither its parameters nor its answer do. */
  readonly about: (subject: string) => void;
  header(name: string): string | undefined;
  /** For streamed bodies and answers. */
  readonly req: Request;
  readonly res: Response;
}

/** What a handler answers; the status defaults to the endpoint's first. `rawJson` sends stored bytes as they were. */
export interface Reply<Spec extends EndpointSpec> {
  readonly status?: number;
  readonly body?: EndpointAnswer<Spec>;
  readonly rawJson?: string;
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** `undefined`: the handler has written the answer itself (streams). */
export type Handler<Spec extends EndpointSpec> = (call: Call<Spec>) => Promise<Reply<Spec> | undefined>;

/** @throws DomainError for a missing or malformed Idempotency-Key */
export function idempotencyKeyOf(endpoint: Endpoint, req: Request): string | undefined {
  const key = req.header('idempotency-key');
  if (key === undefined) {
    if (endpoint.idempotencyKey === 'required') throw new DomainError('idempotency-key-required');
    return undefined;
  }
  const parsed = IdempotencyKey.safeParse(key);
  if (!parsed.success) throw new DomainError('invalid-request', parsed.error.issues[0]?.message);
  return key;
}

/** @throws DomainError if-match-required (428), invalid-request for what is no condition */
export function ifMatchOf(endpoint: Endpoint, req: Request): IfMatch | undefined {
  const value = req.header('if-match');
  if (value !== undefined) return parseIfMatch(value);
  if (endpoint.ifMatch === true) throw new DomainError('if-match-required');
  return undefined;
}
