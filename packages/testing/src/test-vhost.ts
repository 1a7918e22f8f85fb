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
  await manage('PUT', `/api/vhosts/${vhost}`);
  const user = encodeURIComponent(decodeURIComponent(url.username || 'guest'));
  await manage('PUT', `/api/permissions/${vhost}/${user}`, { configure: '.*', write: '.*', read: '.*' });
  return {
    url: url.href,
    async drop() {
      await manage('DELETE', `/api/vhosts/${vhost}`);
      for (const suffix of ['', '-shm', '-wal']) await rm(namesFile(url.href) + suffix, { force: true });
    },
  };
}

async function manage(method: 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<void> {
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
  if (method === 'DELETE' && response.statusCode === 404) return;
  if (response.statusCode >= 300) {
    throw new Error(`RabbitMQ's management API refused ${method} ${path}: ${response.statusCode} ${text}`);
  }
}
