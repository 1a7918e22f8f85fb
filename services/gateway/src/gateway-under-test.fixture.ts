import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { assertionHeader, type Identity, type Role, type StoredSession, type UserId } from '@arcade/contracts';
import { createAssertionVerifier, newId } from '@arcade/service-defaults';
import { eventually, serviceEnvFor, startApp, testApiToken, testKeys, testRedis } from '@arcade/testing';
import { request, type Dispatcher } from 'undici';
import { Redis } from 'ioredis';
import { createGateway, type GatewayOverrides } from './app.ts';
import { Config } from './config.ts';
import type { LiveEvent } from './live-events.ts';
import { hashOf } from './session-token.ts';
import { startSidecarStandIn, type SeenRequest } from './sidecar-stand-in.fixture.ts';

export interface Ask {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly token?: string;
}

/** A gateway with a Redis of its own and a stand-in for its sidecar. */
export async function startGateway(settings: Partial<Config> = {}, overrides: GatewayOverrides = {}) {
  const redis = await testRedis();
  const sidecar = await startSidecarStandIn();
  const webRoot = await makeWebRoot();
  const env = serviceEnvFor({
    DAPR_HTTP_PORT: sidecar.port,
    DAPR_API_TOKEN: testApiToken,
    REDIS_URL: redis.url,
    ASSERTION_PRIVATE_KEY: testKeys.privateKey,
    PUBLIC_URL: 'http://localhost:8080',
    WEB_ROOT: webRoot,
  });
  const gateway = await createGateway(Config.parse({ ...env, ...settings }), overrides);
  const app = await startApp(gateway);
  await eventually(async () => (await request(`${app.origin}/readyz`)).statusCode === 200);

  const ask = async (path: string, { method = 'GET', headers = {}, body, token }: Ask = {}) => {
    const response = await request(app.origin + path, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      body: body ?? null,
    });
    const text = await response.body.text();
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      json: (isJson && text !== '' ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  };
  return {
    app,
    gateway,
    redis,
    sidecar,
    ask,
    /** Forgets what the sidecar has seen; from now on it answers with this body, if one is given. */
    begin(body?: string): void {
      sidecar.seen.length = 0;
      if (body !== undefined) sidecar.answer(() => ({ body }));
    },
    /** What reached the sidecar last. @throws Error when nothing did */
    lastSeen(): SeenRequest {
      const last = sidecar.seen.at(-1);
      if (last === undefined) throw new Error('Nothing reached the sidecar');
      return last;
    },
    signIn: (roles: readonly Role[] = ['customer'], session: Partial<StoredSession> = {}) => {
      const token = newId<string>().replaceAll('-', '').padEnd(43, 'x');
      const userId = newId<UserId>();
      const createdAt = new Date(Date.now() - 1000).toISOString();
      const expiresAt = new Date(Date.now() + 600_000).toISOString();
      sidecar.sessions.set(hashOf(token), { userId, roles: [...roles], createdAt, expiresAt, ...session });
      return { token, userId, sessionHash: hashOf(token) };
    },
    /** As another gateway would. */
    async appendLive(event: LiveEvent) {
      const client = new Redis(redis.url);
      await client.xadd('gateway:live', '*', 'event', JSON.stringify(event));
      client.disconnect();
    },
    async stop() {
      await app.stop();
      await sidecar.stop();
      await redis.drop();
      await rm(webRoot, { recursive: true });
    },
  };
}
export type GatewayUnderTest = Awaited<ReturnType<typeof startGateway>>;

async function makeWebRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'arcade-web-'));
  await mkdir(join(root, 'assets'));
  await mkdir(join(root, '.vite'));
  const html = '<!doctype html><head><title>Arcade</title></head><body><div id="app"></div></body>';
  await writeFile(join(root, 'index.html'), html);
  await writeFile(
    join(root, '.vite/manifest.json'),
    JSON.stringify({ 'src/pages/cart-page.tsx': { file: 'assets/cart-1.js' } }),
  );
  await writeFile(join(root, 'assets', 'app-1.js'), 'console.log(1)');
  await writeFile(join(root, 'assets', 'app-1.js.br'), brotliCompressSync('console.log(1)'));
  await writeFile(join(root, 'assets', 'app-1.js.gz'), gzipSync('console.log(1)'));
  await writeFile(join(root, 'assets', 'plain-1.css'), 'p {}');
  await writeFile(join(root, 'favicon.ico'), 'icon');
  return root;
}

/** Whom the gateway vouched for in a call. */
export async function identityIn({ headers }: SeenRequest): Promise<Identity | undefined> {
  const assertion = headers[assertionHeader];
  if (typeof assertion !== 'string') return undefined;
  const verify = await createAssertionVerifier(testKeys.publicKey);
  return await verify(assertion, new Date());
}
