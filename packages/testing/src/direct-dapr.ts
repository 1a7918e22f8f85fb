import type { CloudEvent, ServiceName } from '@arcade/contracts';
import { currentTrace, daprOver, type Dapr, type RawRequest, type RawResponse } from '@arcade/service-defaults';
import { Agent, type Dispatcher } from 'undici';
import { createMemoryReminders, type RegisteredReminder } from './memory-reminders.ts';
import { createMemoryState } from './memory-state.ts';
import { testAppToken } from './test-keys.ts';

export interface PublishedEvent {
  readonly topic: string;
  readonly event: CloudEvent;
}

/** A `Dapr` without sidecars, and what a test wants to know of it. */
export interface DirectDapr extends Dapr {
  /** Everything published so far, oldest first. */
  readonly published: PublishedEvent[];
  /** Reminders that are registered now. */
  readonly reminders: () => readonly RegisteredReminder[];
  /** Lets a reminder fire, as daprd does: a call of the app that registered it. Answers the app's status. */
  readonly fire: (reminder: Pick<RegisteredReminder, 'actorType' | 'actorId' | 'name'>) => Promise<number>;
}

/** Where the other apps are. Read at each call, so that a test can start and stop them. */
export type Origins = { [Service in ServiceName]?: string };

/**
 * A `Dapr` for the service `caller` that calls other apps directly, keeps published events in a list, and has state and
 * reminders in memory. A service that is not in `origins` does not answer, as behind a real sidecar.
 */
export function directDapr(origins: Origins, caller: ServiceName): DirectDapr {
  const agent = new Agent();
  const published: PublishedEvent[] = [];
  const state = createMemoryState();
  const reminders = createMemoryReminders();

  const send = async (service: ServiceName, method: Dispatcher.HttpMethod, path: string, options: RawRequest) => {
    const origin = origins[service];
    if (origin === undefined) return answer(500, `{"errorCode":"ERR_DIRECT_INVOKE","message":"no app ${service}"}`);
    const trace = currentTrace();
    const { statusCode, headers, body } = await agent.request({
      origin,
      path,
      method,
      headers: {
        'dapr-api-token': testAppToken,
        'dapr-caller-app-id': caller,
        ...(trace === undefined ? {} : { traceparent: trace.traceparent }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      body: options.body ?? null,
      signal: AbortSignal.timeout(options.timeoutMs ?? 5000),
    });
    return { status: statusCode, headers, text: await body.text() };
  };

  const request: Dapr['request'] = async (method, path, options = {}) => {
    const [route = '', first = '', ...rest] = segmentsOf(path);
    switch (route) {
      case 'invoke':
        return await send(first as ServiceName, method, path.slice(path.indexOf('/method/') + 7), options);
      case 'publish':
        published.push({ topic: rest.join('/'), event: JSON.parse(options.body ?? '{}') as CloudEvent });
        return answer(204);
      case 'state':
        return state.handle(method, first, rest[0], options);
      case 'actors':
        return reminders.handle(method, first, rest[0] ?? '', rest[2] ?? '', options);
      default:
        return answer(404, `{"errorCode":"ERR_METHOD_NOT_FOUND","message":"${path}"}`);
    }
  };

  return {
    ...daprOver(request, { close: () => agent.close() }),
    published,
    reminders: reminders.list,
    async fire({ actorType, actorId, name }) {
      const path = `/actors/${actorType}/${encodeURIComponent(actorId)}/method/remind/${name}`;
      return (await send(caller, 'PUT', path, { body: '{}' })).status;
    },
  };
}

const answer = (status: number, text = ''): RawResponse => ({ status, headers: {}, text });

/** `/v1.0/state/sessions/a%2Fb?consistency=strong` → state, sessions, a/b */
const segmentsOf = (path: string) =>
  (path.split('?')[0] ?? '')
    .replace(/^\/v1\.0\//, '')
    .split('/')
    .map(decodeURIComponent);
