import { rm } from 'node:fs/promises';
import { request } from 'undici';
import { namesFile } from './sidecar-resources.ts';
import { storeUrl } from './store-urls.ts';
import type { TestStore } from './test-mysql.ts';
import { uniqueName } from './unique-name.ts';

/**
 * A RabbitMQ virtual host of its own, made through the management API (the protocol itself cannot make one).
 * @throws Error when there is no management API or the account is not an administrator
 */
export async function testVhost(name: string): Promise<TestStore> {
  const vhost = uniqueName(name);
  const url = storeUrl('ARCADE_RABBITMQ_URL');
  url.pathname = `/${vhost}`;
  await manageBroker('PUT', `/api/vhosts/${vhost}`);
  const user = encodeURIComponent(decodeURIComponent(url.username || 'guest'));
  await manageBroker('PUT', `/api/permissions/${vhost}/${user}`, { configure: '.*', write: '.*', read: '.*' });
  return {
    url: url.href,
    async drop() {
      await manageBroker('DELETE', `/api/vhosts/${vhost}`);
      for (const suffix of ['', '-shm', '-wal']) await rm(namesFile(url.href) + suffix, { force: true });
    },
  };
}

/**
 * Calls RabbitMQ's management API and gives its answer, parsed.
 * @throws Error when it does not answer or refuses
 */
export async function manageBroker(
  method: 'GET' | 'PUT' | 'DELETE',
  path: string,
  body: unknown = {},
): Promise<unknown> {
  const base = storeUrl('ARCADE_RABBITMQ_MANAGEMENT_URL');
  const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  const response = await request(new URL(path, base.origin), {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: method === 'PUT' ? JSON.stringify(body) : null,
  }).catch((error: unknown) => {
    throw new Error(`RabbitMQ's management API at ${base.host} does not answer, so tests get no virtual host`, {
      cause: error,
    });
  });
  const text = await response.body.text();
  if (method === 'DELETE' && response.statusCode === 404) return undefined;
  if (response.statusCode >= 300) {
    throw new Error(`RabbitMQ's management API refused ${method} ${path}: ${response.statusCode} ${text}`);
  }
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
