import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What CONTRIBUTING says to write for a new service: path → content. */
const files: Readonly<Record<string, string>> = {
  'packages/contracts/src/api/greetings.ts': `
    import * as z from 'zod';
    import { endpoint } from '../endpoint.ts';
    import { token } from '../text.ts';
    import { api } from './api.ts';

    export const greetingsApi = api('greetings', {
      readGreeting: endpoint({
        method: 'GET',
        path: '/greetings/{name}',
        summary: 'A greeting for a name',
        access: 'public',
        params: z.strictObject({ name: token(1, 40) }),
        responses: { 200: z.object({ text: z.string() }) },
      }),
      sendGreeting: endpoint({
        method: 'POST',
        path: '/greetings/{name}',
        summary: 'Greets somebody, once',
        access: 'admin',
        audit: { action: 'greeting.sent', subject: 'name' },
        params: z.strictObject({ name: token(1, 40) }),
        responses: { 204: null },
      }),
    });
  `,
  'packages/contracts/src/events/greetings.ts': `
    import * as z from 'zod';
    import { event } from './event.ts';

    export const GreetingSent = event('greetings', 'greeting', 'sent', { name: z.string() });
  `,
  'services/greetings/package.json': JSON.stringify({ name: '@arcade/greetings', type: 'module' }),
  'services/greetings/tsconfig.json': JSON.stringify({ extends: '../../tsconfig.base.json', include: ['src'] }),
  'services/greetings/src/main.ts': `
    import { runService } from '@arcade/service-defaults';
    import { createGreetings } from './app.ts';
    import { Config } from './config.ts';

    await runService(Config, createGreetings);
  `,
  'services/greetings/src/config.ts': `
    import { mysqlServiceEnv } from '@arcade/service-defaults';
    import * as z from 'zod';

    export const Config = z.object(mysqlServiceEnv);
    export type Config = z.output<typeof Config>;
  `,
  'services/greetings/src/persistence/migrations.ts': `
    export const migrations = [
      { name: '001-greetings', statements: ['CREATE TABLE greetings (name VARCHAR(40) NOT NULL PRIMARY KEY) ENGINE=InnoDB'] },
    ];
  `,
  'services/greetings/src/app.ts': `
    import { greetingsApi, GreetingSent, ProductCreated } from '@arcade/contracts';
    import { createServiceApp, on, outgoing, type ServiceOverrides } from '@arcade/messaging';
    import { createMysqlMessaging, createMysqlRuntime } from '@arcade/messaging/mysql';
    import type { Config } from './config.ts';
    import { migrations } from './persistence/migrations.ts';

    export async function createGreetings(config: Config, overrides: ServiceOverrides = {}) {
      const runtime = await createMysqlRuntime<{ greetings: { name: string } }>('greetings', config, migrations, overrides);
      const messaging = createMysqlMessaging({ ...runtime, subscriptions: [on(ProductCreated, async () => {})] });
      return await createServiceApp(runtime, {
        api: greetingsApi,
        handlers: {
          readGreeting: async ({ params: { name } }) => ({ status: 200, body: { text: 'Hello, ' + name } }),
          sendGreeting: async ({ params: { name } }) => {
            await runtime.db.transaction().execute(async (tx) => {
              await tx.insertInto('greetings').values({ name }).execute();
              await messaging.append(tx, outgoing(GreetingSent, { id: name, version: 1 }, { name }));
            });
            messaging.nudge();
            return {};
          },
        },
        messaging,
        background: [],
      });
    }
  `,
};

/** Lines that it adds to files that are there, and before what. */
const lines: readonly { readonly path: string; readonly before: string; readonly added: string }[] = [
  {
    path: 'charts/arcade/values.yaml',
    before: '  users:\n',
    added: '  greetings:\n    port: 3090\n    stores: [mysql]\n',
  },
  {
    path: 'packages/contracts/src/events/subscribers.ts',
    before: '} as const;\n',
    added: "  greetings: ['products.product-created'],\n",
  },
  {
    path: 'packages/contracts/src/contracts.ts',
    before: 'import { cartsApi }',
    added: `import { greetingsApi } from './api/greetings.ts';
import * as greetingsEvents from './events/greetings.ts';
`,
  },
  {
    path: 'packages/contracts/src/contracts.ts',
    before: '  users: {',
    added: "  greetings: { about: 'Kind words', api: greetingsApi, events: greetingsEvents },\n",
  },
  {
    path: 'packages/contracts/src/index.ts',
    before: "export * from './api/inventory.ts';\n",
    added: "export * from './api/greetings.ts';\nexport * from './events/greetings.ts';\n",
  },
];

/** Adds the service `greetings` to a copy of the repository. @throws Error when a file is not as it was */
export async function addGreetings(root: string): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  for (const { path, before, added } of lines) {
    const text = await readFile(join(root, path), 'utf8');
    if (!text.includes(before)) throw new Error(`${path} has no ${before}`);
    await writeFile(
      join(root, path),
      text.replace(before, () => added + before),
    );
  }
}
