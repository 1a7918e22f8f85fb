import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoint, usersApi } from '@arcade/contracts';
import { createPlatform, type Platform } from '@arcade/local-platform';
import { eventually } from '@arcade/testing';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { createShop } from '../e2e/shop.ts';
import { copyRepository } from './copy-repository.fixture.ts';
import { addGreetings } from './greetings.fixture.ts';

const run = promisify(execFile);

/** As `greetings.fixture.ts` declares it. */
const greet = endpoint({
  method: 'POST',
  path: '/greetings/{name}',
  summary: '',
  access: 'admin',
  params: z.object({ name: z.string() }),
  responses: { 204: null },
});

describe('a service that is new', () => {
  let root: string;
  let platform: Platform;
  const read = (path: string) => readFile(join(root, path), 'utf8');

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'arcade-new-service-'));
    await copyRepository(join(import.meta.dirname, '../..'), root);
    await addGreetings(root);
    await run(process.execPath, ['--conditions=development', 'tools/generate/main.ts'], { cwd: root });
    platform = createPlatform({ root, instance: 'test-new-service', services: ['gateway', 'users', 'greetings'] });
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    await rm(root, { recursive: true, force: true });
  }, 60_000);

  it('is in everything that is generated', async () => {
    expect(await read('components/dapr/resiliency.yaml')).toContain('greetings: { retry: once }');
    expect(await read('components/dapr/configurations/greetings.yaml')).toContain('name: /greetings/*');
    expect(await read('components/dapr/pubsub.yaml')).toMatch(/\bgreetings=greetings\.greeting-sent\b/);
    expect(await read('components/dapr/pubsub.yaml')).toMatch(/\bgreetings=products\.product-created\b/);
    // For its log of events.
    expect(await read('components/dapr/configurations/products.yaml')).toContain('appId: greetings');
    expect(await read('docs/api/openapi.json')).toContain('/greetings/{name}');
    expect(await read('docs/api/asyncapi.json')).toContain('greetings.greeting-sent');
    expect(await read('docs/images/architecture.svg')).toContain('Kind words');
    for (const config of ['tsconfig.json', 'tsconfig.tests.json']) {
      expect(await read(config)).toContain('{ "path": "services/greetings" }');
    }
  });

  it('starts beside the others, with its store, and answers clients through the gateway', async () => {
    await platform.start();
    const response = await fetch(`${platform.url}/greetings/Ada`);
    expect([response.status, await response.json()]).toEqual([200, { text: 'Hello, Ada' }]);
    const deadLetters = await fetch(`${platform.url}/admin/dead-letters/greetings`);
    expect(await deadLetters.json()).toMatchObject({ code: 'unauthenticated' });
  }, 120_000);

  it('has in the audit trail what was done in it', async () => {
    const { client } = await createShop(platform.url, platform.admin).asAdmin();
    // The gateway may still have to ask users, who start beside it, which sessions have ended.
    await eventually(() => client.call(greet, { params: { name: 'Ada' } }));
    await eventually(async () => {
      const { items } = (await client.call(usersApi.readAuditTrail, { query: { subject: 'Ada' } })).body;
      return items.some(({ action, outcome }) => action === 'greeting.sent' && outcome === 'done');
    });
  });

  it.each([
    [
      'unit',
      [
        'packages/contracts',
        'packages/messaging/src/service-app',
        'services/gateway/src/auth',
        'test',
        'tools/generate',
      ],
    ],
    ['int', ['test/invariants']],
  ])(
    'needs no change of the %s tests that know all services',
    async (project, parts) => {
      const options = [
        '--experimental-vm-modules',
        '--conditions=development',
        '--disable-warning=ExperimentalWarning',
      ];
      const paths = parts.map((part) => `^${join(root, part)}`);
      const jest = ['node_modules/jest/bin/jest.js', '--selectProjects', project, '--forceExit', ...paths];
      await run(process.execPath, [...options, ...jest], { cwd: root });
    },
    120_000,
  );
});
