import type * as z from 'zod';
import type { AuditSpec } from './audit.ts';
import type { ProblemCode } from './problem.ts';
import type { ServiceName } from './services.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call: anybody (`public`; an identity is passed on when there is one), any signed-in user (`customer`),
 * a merchant or admin (`merchant`), an admin, or only the named services through their sidecars (`service`).
 */
export type Access = 'public' | 'customer' | 'merchant' | 'admin' | 'service';

/** Rate-limit classes; the gateway holds the numbers. `mail`: asking for a mailed link and opening it; `code`: short codes. */
export type RateClass = 'standard' | 'read' | 'login' | 'mail' | 'code' | 'register' | 'payment' | 'upload';

/** `etag` on a GET: who has that version already (`If-None-Match`) is answered 304. */
export type AnswerHeader = 'etag' | 'location' | 'set-cookie';

export interface EndpointSpec {
  readonly method: Method;
  /** With `{name}` parameters, e.g. `/orders/{orderId}`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: Access;
  /** For `service` access: who may call. */
  readonly callers?: readonly ServiceName[];
  readonly rateClass?: RateClass;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Success statuses and what they carry (`null`: no body). */
  readonly responses: { readonly [status: number]: z.ZodType | null };
  /** Headers that success answers may carry beside those that every answer of its kind has. */
  readonly headers?: readonly AnswerHeader[];
  /** What its domain refuses. Problems that follow from the rest of this need no mention (`problemCodesOf`). */
  readonly problems?: readonly ProblemCode[];
  /** Each call is found in the audit trail. */
  readonly audit?: AuditSpec;
  /** `required`: 400 without an Idempotency-Key. */
  readonly idempotencyKey?: 'required' | 'optional';
  /** `true`: the operation needs an `If-Match` header (428 without). */
  readonly ifMatch?: true | 'optional';
  /** Media types of a body that is streamed instead of parsed as JSON. */
  readonly consumes?: readonly [string, ...string[]];
  /** Media type of an answer that is not JSON. */
  readonly produces?: string;
}

export type Endpoint = EndpointSpec & { readonly service: ServiceName; readonly operationId: string };

/** Declares one operation. */
export const endpoint = <const Spec extends EndpointSpec>(spec: Spec): Spec => spec;

export type Named<Service, Specs> = {
  readonly [Key in keyof Specs]: Specs[Key] & { readonly service: Service; readonly operationId: string };
};

/** Makes specifications a service's operations: each gets its key as operationId. */
export const nameOperations = <const Service extends ServiceName, const Specs extends Record<string, EndpointSpec>>(
  service: Service,
  specs: Specs,
): Named<Service, Specs> =>
  Object.fromEntries(
    Object.entries(specs).map(([operationId, spec]) => [operationId, { ...spec, service, operationId }]),
  ) as never;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
type Success<Spec extends EndpointSpec> = Spec['responses'][keyof Spec['responses']];

/** What a handler receives after validation. */
export type EndpointParams<Spec extends EndpointSpec> = Parsed<Spec['params']>;
export type EndpointQuery<Spec extends EndpointSpec> = Parsed<Spec['query']>;
export type EndpointBody<Spec extends EndpointSpec> = Parsed<Spec['body']>;
/** The parsed success answer. */
export type EndpointResult<Spec extends EndpointSpec> =
  Success<Spec> extends infer Schema ? (Schema extends z.ZodType ? z.output<Schema> : undefined) : never;
/** What a handler may give (before defaults and brands are applied). */
export type EndpointAnswer<Spec extends EndpointSpec> =
  Success<Spec> extends infer Schema ? (Schema extends z.ZodType ? z.input<Schema> : undefined) : never;

/** What a caller gives. */
export interface EndpointInput<Spec extends EndpointSpec> {
  readonly params?: Given<Spec['params']>;
  readonly query?: Given<Spec['query']>;
  readonly body?: Given<Spec['body']>;
}

/** Whether an operation can say that its reader has the newest version already. */
export const isConditionalRead = ({ method, headers }: Pick<EndpointSpec, 'method' | 'headers'>): boolean =>
  method === 'GET' && headers?.includes('etag') === true;

/** Fills path parameters and query: `/orders/{orderId}` → `/orders/0190…?limit=20`. */
export function endpointPath(
  spec: Pick<EndpointSpec, 'path'>,
  input: { readonly params?: unknown; readonly query?: unknown } = {},
): string {
  const params = (input.params ?? {}) as Record<string, unknown>;
  const path = spec.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) search.append(name, String(item));
    }
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
