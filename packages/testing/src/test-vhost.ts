import { manageRabbitmq, serverUrl } from '@arcade/local-platform/stores';
import { rm } from 'node:fs/promises';
import { namesFile } from './sidecar-resources.ts';
import { testPart, type TestStore } from './test-part.ts';

const management = () => serverUrl(process.env, 'ARCADE_RABBITMQ_MANAGEMENT_URL');

/**
 * A RabbitMQ virtual host of its own.
 * @throws Error when there is no management API or the account is not an administrator
 */
export async function testVhost(name: string): Promise<TestStore> {
  // Without it, tests would share the broker.
  management();
  const { url, drop } = await testPart('rabbitmq', name);
  return {
    url,
    async drop() {
      await drop();
      for (const suffix of ['', '-shm', '-wal']) await rm(namesFile(url) + suffix, { force: true });
    },
  };
}

/**
 * Calls RabbitMQ's management API and gives its answer, parsed.
 * @throws Error when it does not answer or refuses
 */
export const manageBroker = (method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> =>
  manageRabbitmq(management(), method, path, body);
