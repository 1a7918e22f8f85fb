import type { Environment } from './run-briefly.ts';
import { serverUrl, type StoreParts } from './store.ts';

/**
 * Calls RabbitMQ's management API and gives its answer, parsed; undefined for an empty one.
 * @throws Error when it does not answer or refuses
 */
export async function manageRabbitmq(
  management: URL,
  method: 'GET' | 'PUT' | 'DELETE',
  path: string,
  body: unknown = {},
): Promise<unknown> {
  const credentials = `${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`;
  const response = await fetch(new URL(path, management.origin), {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(method === 'PUT' ? { body: JSON.stringify(body) } : {}),
  }).catch((cause: unknown) => {
    throw new Error(`RabbitMQ's management API at ${management.host} does not answer`, { cause });
  });
  const text = await response.text();
  if (method === 'DELETE' && response.status === 404) return undefined;
  if (!response.ok) throw new Error(`RabbitMQ refused ${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

/** Virtual hosts, in each of which the broker's user may do everything. Without its API the broker is not divided. */
export function rabbitmqVhosts(urlVariable: string, managementVariable: string): StoreParts {
  const manage = (servers: Environment, ...call: ManageCall) =>
    manageRabbitmq(serverUrl(servers, managementVariable), ...call);
  const hasApi = (servers: Environment) => (servers[managementVariable] ?? '') !== '';
  return {
    url(servers, { name }) {
      const url = serverUrl(servers, urlVariable);
      return hasApi(servers) ? Object.assign(url, { pathname: `/${name}` }).href : url.href;
    },
    async create(servers, { name }) {
      if (!hasApi(servers)) return;
      const user = serverUrl(servers, urlVariable).username || 'guest';
      await manage(servers, 'PUT', `/api/vhosts/${name}`);
      const everything = { configure: '.*', write: '.*', read: '.*' };
      await manage(servers, 'PUT', `/api/permissions/${name}/${user}`, everything);
    },
    drop: async (servers, name) => void (await manage(servers, 'DELETE', `/api/vhosts/${name}`)),
    async list(servers) {
      const vhosts = (await manage(servers, 'GET', '/api/vhosts')) as readonly { readonly name: string }[];
      return vhosts.map(({ name }) => name);
    },
  };
}

type ManageCall = Parameters<typeof manageRabbitmq> extends [URL, ...infer Rest] ? Rest : never;
