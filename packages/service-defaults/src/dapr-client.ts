import {
  deadlineHeader,
  DomainError,
  endpointPath,
  problems,
  type CloudEvent,
  type Endpoint,
  type EndpointInput,
  type EndpointResult,
  type EndpointSpec,
  type Problem,
  type ProblemCode,
} from '@arcade/contracts';
import { Agent, type Dispatcher } from 'undici';
import { currentTrace } from './trace.ts';
import { within } from './within.ts';

export interface DaprOptions {
  readonly httpPort: number;
  readonly apiToken: string;
  /** For each call; default 5,000 ms. */
  readonly timeoutMs?: number;
}

type Operation = EndpointSpec & Pick<Endpoint, 'service' | 'operationId'>;

export interface InvokeOptions {
  readonly idempotencyKey?: string;
  readonly timeoutMs?: number;
}

/** Our sidecar's HTTP API, for the calls that are hot. */
export interface Dapr {
  /**
   * Calls an operation of another service through the sidecars.
   * @throws DomainError as the callee answered it; `dependency-unavailable` when there was no answer (which leaves the
   * outcome unknown: ask again with the same key)
   */
  invoke<Spec extends Operation>(
    operation: Spec,
    input?: EndpointInput<Spec>,
    options?: InvokeOptions,
  ): Promise<EndpointResult<Spec>>;
  /**
   * Publishes a CloudEvent on the component `pubsub`. Success does not prove that a broker has kept it.
   * @throws DomainError dependency-unavailable
   */
  publish(topic: string, event: CloudEvent): Promise<void>;
  /** Any other call of the sidecar's API, e.g. state and reminders. @throws DomainError dependency-unavailable */
  request(method: Dispatcher.HttpMethod, path: string, options?: RawRequest): Promise<RawResponse>;
  close(): Promise<void>;
}

export interface RawRequest {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A client of the sidecar beside this process. One connection pool; no retries (they belong to whoever knows the key). */
export function createDapr({ httpPort, apiToken, timeoutMs = 5000 }: DaprOptions): Dapr {
  const agent = new Agent({ connections: 64, keepAliveTimeout: 60_000, pipelining: 1 });
  const origin = `http://127.0.0.1:${httpPort}`;

  async function request(method: Dispatcher.HttpMethod, path: string, options: RawRequest = {}): Promise<RawResponse> {
    const trace = currentTrace();
    const asked = {
      origin,
      path,
      method,
      headers: {
        'dapr-api-token': apiToken,
        ...(trace === undefined ? {} : { traceparent: trace.traceparent }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      body: options.body ?? null,
    };
    try {
      return await within(options.timeoutMs ?? timeoutMs, async (signal) => {
        const { statusCode, headers, body } = await agent.request({ ...asked, signal });
        return { status: statusCode, headers, text: await body.text() };
      });
    } catch (error) {
      throw away('sidecar', String(error));
    }
  }

  return daprOver(request, { timeoutMs, close: () => agent.close() });
}

/** The calls of `Dapr` over any way to reach a sidecar's API; tests bring their own. */
export function daprOver(
  request: Dapr['request'],
  { timeoutMs = 5000, close }: { readonly timeoutMs?: number; readonly close: () => Promise<void> },
): Dapr {
  return {
    request,
    async invoke(operation, input = {}, options = {}) {
      const left = (currentTrace()?.deadline ?? Infinity) - Date.now();
      const budget = Math.min(options.timeoutMs ?? timeoutMs, left);
      if (budget <= 0) throw new DomainError('dependency-unavailable', 'The time for this request is over');
      const path = `/v1.0/invoke/${operation.service}/method${endpointPath(operation, input)}`;
      const response = await request(operation.method, path, {
        ...(operation.body === undefined ? {} : { body: JSON.stringify(input.body ?? {}) }),
        headers: {
          [deadlineHeader]: String(Date.now() + budget),
          ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        },
        timeoutMs: budget,
      }).catch((error: unknown) => {
        throw unavailable(operation, String(error));
      });
      if (response.status >= 300) throw failureOf(operation, response);
      return bodyOf(operation, response) as never;
    },
    async publish(topic, event) {
      const response = await request('POST', `/v1.0/publish/pubsub/${topic}`, {
        body: JSON.stringify(event),
        headers: { 'content-type': 'application/cloudevents+json' },
      });
      if (response.status >= 300) throw away('pubsub', `publish ${topic}: ${response.status} ${response.text}`);
    },
    close,
  };
}

/**
 * A sidecar that fails while it passes an answer on may end it early, or say 200 for a call that its app never saw.
 * @throws DomainError dependency-unavailable when this is not an answer of the operation: the outcome is unknown
 */
function bodyOf(operation: Operation, { status, text }: RawResponse): unknown {
  const schema = (operation.responses as Readonly<Record<number, unknown>>)[status];
  if (schema === null) return undefined;
  try {
    if (schema !== undefined) return JSON.parse(text);
  } catch {
    // Told below.
  }
  throw unavailable(operation, `not an answer of ${operation.operationId}: ${status} ${text.slice(0, 300)}`);
}

/** Something behind the sidecar, or itself, does not do what it was asked. */
export const away = (dependency: string, cause: string): DomainError =>
  new DomainError('dependency-unavailable', `${dependency} does not answer`, { dependency, cause });

const unavailable = (operation: Operation, detail: string) => away(operation.service, detail);

function failureOf(operation: Operation, response: RawResponse): DomainError {
  const problem = parseProblem(response.text);
  if (problem === undefined || !isProblemCode(problem.code) || response.status >= 500) {
    return unavailable(operation, `${response.status} ${response.text.slice(0, 300)}`);
  }
  const {
    type: _type,
    title: _title,
    status: _status,
    detail,
    instance: _instance,
    code,
    traceId: _traceId,
    ...fields
  } = problem;
  return new DomainError(code, detail, fields);
}

function parseProblem(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Problem;
    return typeof value.code === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);
