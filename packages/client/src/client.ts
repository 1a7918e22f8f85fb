import { endpointPath, type EndpointInput, type EndpointResult, type EndpointSpec } from '@arcade/contracts';
import { problemOfResponse } from './problem-error.ts';

export interface ClientOptions {
  /** Where the gateway is, e.g. `https://shop.example`; empty in a page of the shop itself. */
  readonly baseUrl: string;
  /** A session token, for programs; pages use their cookie. */
  readonly token?: () => string | undefined;
  /** Headers of every call, e.g. a guest's cart token. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
}

export interface CallOptions {
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Body of an operation that streams, with its media type. */
  readonly stream?: { readonly body: BodyInit; readonly contentType: string };
}

export interface Answer<Spec extends EndpointSpec> {
  readonly status: number;
  readonly body: EndpointResult<Spec>;
  /** For `ifMatch` of a later change. */
  readonly etag: string | undefined;
  /** The answer is the stored one of an earlier call with this key. */
  readonly replayed: boolean;
  readonly headers: Headers;
}

/** Calls Arcade's operations, typed by the contract's endpoint objects: `call(productsApi.getProduct, { params })`. */
export interface Client {
  /** @throws ProblemError for every answer that is not a success; TypeError when nobody answers */
  call<Spec extends EndpointSpec>(
    operation: Spec,
    input?: EndpointInput<Spec>,
    options?: CallOptions,
  ): Promise<Answer<Spec>>;
}

export function createClient({ baseUrl, token, headers, fetch: send = fetch }: ClientOptions): Client {
  return {
    async call(operation, input = {}, options = {}) {
      const response = await send(`${baseUrl}${endpointPath(operation, input)}`, {
        method: operation.method,
        headers: {
          accept: 'application/json',
          ...authorization(token?.()),
          ...headers?.(),
          ...conditions(options),
          ...contentType(operation, options),
          ...options.headers,
        },
        body: bodyOf(operation, input, options),
        signal: options.signal ?? null,
      });
      if (!response.ok) throw await problemOfResponse(response);
      const text = await response.text();
      return {
        status: response.status,
        body: (text === '' ? undefined : JSON.parse(text)) as never,
        etag: response.headers.get('etag') ?? undefined,
        replayed: response.headers.get('idempotency-replayed') === 'true',
        headers: response.headers,
      };
    },
  };
}

const authorization = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

function conditions({ idempotencyKey, ifMatch }: CallOptions): Record<string, string> {
  return {
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
  };
}

function contentType(operation: EndpointSpec, { stream }: CallOptions): Record<string, string> {
  if (stream !== undefined) return { 'content-type': stream.contentType };
  return operation.body === undefined ? {} : { 'content-type': 'application/json' };
}

function bodyOf(operation: EndpointSpec, input: EndpointInput<EndpointSpec>, { stream }: CallOptions): BodyInit | null {
  if (stream !== undefined) return stream.body;
  return operation.body === undefined ? null : JSON.stringify(input.body ?? {});
}
