import * as z from 'zod';

/** What went wrong, in the words of the domain. One table maps it to a status. */
export const statusOfKind = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  timeout: 408,
  conflict: 409,
  'precondition-failed': 412,
  'too-large': 413,
  'uri-too-long': 414,
  'unsupported-media-type': 415,
  'range-not-satisfiable': 416,
  unprocessable: 422,
  'precondition-required': 428,
  'too-many-requests': 429,
  'headers-too-large': 431,
  internal: 500,
  unavailable: 503,
} as const;
export type ProblemKind = keyof typeof statusOfKind;

const problem = <const Kind extends ProblemKind>(kind: Kind, title: string) => ({ kind, title });

/** Every code a client can meet, with its kind and title. */
export const problems = {
  'invalid-request': problem('invalid', 'The request does not have the expected shape'),
  'unknown-field': problem('invalid', 'The request has a field that is not known here'),
  'malformed-json': problem('invalid', 'The body is not valid JSON'),
  'idempotency-key-required': problem('invalid', 'This operation needs an Idempotency-Key header'),
  'invalid-cursor': problem('invalid', 'The cursor is not one of ours'),
  'invalid-token': problem('invalid', 'The token is not valid or has expired'),
  'invalid-signature': problem('invalid', 'The signature does not match'),
  'invalid-image': problem('invalid', 'The upload is not an image we accept'),
  'request-timeout': problem('timeout', 'The request did not arrive in time'),
  'uri-too-long': problem('uri-too-long', 'The address is longer than we read'),
  'headers-too-large': problem('headers-too-large', 'The headers are larger than we read'),
  'body-too-large': problem('too-large', 'The body is larger than this operation accepts'),
  'unsupported-media-type': problem('unsupported-media-type', 'This media type is not accepted here'),
  'range-not-satisfiable': problem('range-not-satisfiable', 'There is no such part of it'),
  unauthenticated: problem('unauthenticated', 'Sign in first'),
  'invalid-credentials': problem('unauthenticated', 'Email or password is wrong'),
  forbidden: problem('forbidden', 'You may not do this'),
  'purchase-required': problem('forbidden', 'Only who has bought the product may review it'),
  'csrf-rejected': problem('forbidden', 'A write with a cookie must come from our own pages'),
  'account-disabled': problem('forbidden', 'This account is disabled'),
  'not-found': problem('not-found', 'There is no such thing, or it is not yours'),
  'method-not-allowed': problem('method-not-allowed', 'This path does not offer this method'),
  'already-exists': problem('conflict', 'It exists already'),
  'illegal-transition': problem('conflict', 'This is not possible in the current state'),
  'address-book-full': problem('conflict', 'There is no room for another address'),
  'event-not-processed': problem('conflict', 'The event failed again and stays a dead letter'),
  'idempotency-in-flight': problem('conflict', 'A request with this Idempotency-Key is still being worked on'),
  'idempotency-mismatch': problem('unprocessable', 'This Idempotency-Key was used with another request'),
  'insufficient-stock': problem('conflict', 'There is not enough stock'),
  'price-changed': problem('conflict', 'The total has changed'),
  'cart-changed': problem('conflict', 'The cart has changed'),
  'cart-locked': problem('conflict', 'The cart is being checked out'),
  'cart-empty': problem('conflict', 'The cart is empty'),
  'cart-full': problem('conflict', 'The cart cannot become as large as that'),
  'product-not-available': problem('conflict', 'The product is not for sale'),
  'code-not-applicable': problem('conflict', 'The code cannot be applied'),
  'order-not-payable': problem('conflict', 'The order cannot be paid'),
  'payment-in-progress': problem('conflict', 'A payment for this order is in progress'),
  'refund-exceeds-captured': problem('conflict', 'The refund is larger than what is left of the payment'),
  'refund-exceeds-line': problem('conflict', 'More than is left of a line of the order'),
  'currency-mismatch': problem('conflict', 'The currencies differ'),
  'stock-below-reserved': problem('conflict', 'The quantity is below what is reserved'),
  'etag-mismatch': problem('precondition-failed', 'It has changed since you read it'),
  'if-match-required': problem('precondition-required', 'This operation needs an If-Match header'),
  'rate-limited': problem('too-many-requests', 'Too many requests'),
  'login-throttled': problem('too-many-requests', 'Too many failed sign-ins; wait a little'),
  'dependency-unavailable': problem('unavailable', 'A part of the shop is not answering; try again'),
  overloaded: problem('unavailable', 'Too busy at the moment; try again'),
  'internal-error': problem('internal', 'Something went wrong on our side'),
} as const satisfies Record<string, { kind: ProblemKind; title: string }>;
export type ProblemCode = keyof typeof problems;

/** Where problem types live; each `type` is this plus the code. */
export const problemTypeBase = 'https://arcade.shop/problems/';

/** RFC 9457 problem details, with our members. Domain fields (`available`, `newTotal`, `allowed`) stand beside them. */
export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    code: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string(), code: z.string() })).optional(),
    traceId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });
export type Problem = z.infer<typeof Problem>;

/** Members beside the standard ones, whose names they cannot take. */
export type ProblemFields = Readonly<Record<string, unknown>> & {
  readonly [Standard in 'type' | 'title' | 'status' | 'detail' | 'instance' | 'code' | 'traceId']?: never;
};

/** A failure that has a name in the domain. Thrown by domain code and use cases, answered as a problem. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ProblemCode;
  /** Extra members of the problem, e.g. `{ available: 3 }`. */
  readonly fields: ProblemFields;

  constructor(code: ProblemCode, detail?: string, fields: ProblemFields = {}) {
    super(detail ?? problems[code].title);
    this.code = code;
    this.fields = fields;
  }

  get kind(): ProblemKind {
    return problems[this.code].kind;
  }
}
