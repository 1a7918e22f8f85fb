import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPlatform, type Platform } from '@arcade/local-platform';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyRepository } from './copy-repository.fixture.ts';
import { addGreetings } from './greetings.fixture.ts';

const run = promisify(execFile);

describe('a service that is new', () => {
  let root: string;
  let platform: Platform;
  const read = (path: string) => readFile(join(root, path), 'utf8');

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'arcade-new-service-'));
    await copyRepository(join(import.meta.dirname, '../..'), root);
    await addGreetings(root);
    await run(process.execPath, ['--conditions=development', 'tools/generate/main.ts'], { cwd: root });
    platform = createPlatform({ root, instance: 'test-new-service', services: ['gateway', 'greetings'] });
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
});
