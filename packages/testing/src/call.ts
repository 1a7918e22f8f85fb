import {
  assertionHeader,
  endpointPath,
  UserId,
  type Endpoint,
  type EndpointInput,
  type EndpointResult,
  type EndpointSpec,
  type Problem,
  type Role,
  type ServiceName,
} from '@arcade/contracts';
import { createAssertionSigner } from '@arcade/service-defaults';
import { request } from 'undici';
import { testAppToken, testKeys } from './test-keys.ts';

type Operation = EndpointSpec & Pick<Endpoint, 'service' | 'operationId'>;

export interface CallInput<Spec extends EndpointSpec> extends EndpointInput<Spec> {
  /** Who is asking, as the gateway would assert it; the roles default to customer. */
  readonly identity?: { readonly userId: string; readonly roles?: readonly Role[]; readonly sessionHash?: string };
  /** When the assertion is signed: the service's clock, where a test moves it. */
  readonly now?: Date;
  /** The app id the sidecars vouch for. */
  readonly caller?: ServiceName;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of `body`: bytes as they are, e.g. an upload or broken JSON. */
  readonly rawBody?: string | Uint8Array;
  /** Default 30,000. */
  readonly timeoutMs?: number;
}

export interface CallAnswer<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON. Typed as the operation's success answer, so look at `problem` when it failed. */
  readonly body: Body;
  /** Set when the answer is a problem. */
  readonly problem: Problem | undefined;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/**
 * Calls an operation of a service under test as its sidecar would.
 * @throws Error when a success answer is not one the contract declares
 */
export async function call<Spec extends Operation>(
  origin: string,
  operation: Spec,
  input: CallInput<Spec> = {},
): Promise<CallAnswer<EndpointResult<Spec>>> {
  const response = await request(origin + endpointPath(operation, input), {
    method: operation.method,
    headers: await headersOf(operation, input),
    body: bodyOf(operation, input),
    signal: AbortSignal.timeout(input.timeoutMs ?? 30_000),
  });
  const bytes = await response.body.bytes();
  const text = Buffer.from(bytes).toString();
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  const isJson = /\bjson\b/.test(headers['content-type'] ?? '') && text !== '';
  const body: unknown = isJson ? JSON.parse(text) : undefined;
  const isProblem = headers['content-type']?.startsWith('application/problem+json') === true;
  if (response.statusCode < 300 && operation.produces === undefined) checkAnswer(operation, response.statusCode, body);
  return {
    status: response.statusCode,
    headers,
    body: body as EndpointResult<Spec>,
    problem: isProblem ? (body as Problem) : undefined,
    text,
    bytes,
  };
}

async function headersOf(operation: Operation, input: CallInput<EndpointSpec>): Promise<Record<string, string>> {
  const hasJson = operation.body !== undefined && operation.consumes === undefined;
  return {
    'dapr-api-token': testAppToken,
    ...(hasJson ? { 'content-type': 'application/json' } : {}),
    ...(input.identity === undefined ? {} : { [assertionHeader]: await assertionOf(input.identity, input.now) }),
    ...(input.caller === undefined ? {} : { 'dapr-caller-app-id': input.caller }),
    ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
    ...(input.ifMatch === undefined ? {} : { 'if-match': input.ifMatch }),
    ...input.headers,
  };
}

function bodyOf(operation: Operation, input: CallInput<EndpointSpec>): string | Uint8Array | null {
  if (input.rawBody !== undefined) return input.rawBody;
  return operation.body === undefined ? null : JSON.stringify(input.body ?? {});
}

const signer = createAssertionSigner(testKeys.privateKey);

/** The assertion header's value for an identity, for requests that `call` cannot make. */
export async function assertionOf(
  { userId, roles = ['customer'], sessionHash = 'test-session' }: NonNullable<CallInput<EndpointSpec>['identity']>,
  now = new Date(),
): Promise<string> {
  const sign = await signer;
  return await sign({ userId: UserId.parse(userId), roles: [...roles], sessionHash }, now);
}

function checkAnswer(operation: Operation, status: number, body: unknown): void {
  const schema = operation.responses[status];
  if (schema === undefined) throw new Error(`${operation.operationId} does not declare the status ${status}`);
  const parsed = schema?.safeParse(body);
  if (parsed?.success === false) {
    throw new Error(`The answer of ${operation.operationId} is not what the contract says: ${parsed.error.message}`);
  }
}
