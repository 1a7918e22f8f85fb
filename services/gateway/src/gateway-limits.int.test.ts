import { createHash, randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { Redis } from 'ioredis';
import { startGateway, type Ask, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGateway({ TRUSTED_PROXIES: 1 });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.begin('{}'));

const json = { 'content-type': 'application/json' };
const login = (ip: string, body: string = '{}') =>
  gateway.ask('/users/login', { method: 'POST', headers: { ...json, 'x-forwarded-for': ip }, body });

describe('a body', () => {
  it('of 256 kB of JSON is accepted, of more not', async () => {
    expect((await login('1.0.0.1', 'x'.repeat(262_144))).status).toBe(200);
    const answer = await login('1.0.0.1', 'x'.repeat(262_145));
    expect(answer).toMatchObject({ status: 413, json: { code: 'body-too-large', limit: 262_144 } });
    expect(gateway.sidecar.seen).toHaveLength(1);
  });

  it('that does not say how long it is is cut off as soon as it is too long, and its connection goes on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (chunks: number) =>
      new Promise<{ status: number | undefined; reused: boolean }>((resolve, reject) => {
        const req = httpRequest(`${gateway.app.origin}/users/login`, { method: 'POST', headers: json, agent });
        req.on('error', reject).on('response', (res) => {
          res.resume().on('end', () => resolve({ status: res.statusCode, reused: req.reusedSocket }));
        });
        for (let i = 0; i < chunks; i++) req.write('x'.repeat(10_000));
        req.end();
      });
    expect(await send(40)).toEqual({ status: 413, reused: false });
    expect(gateway.sidecar.seen).toEqual([]);
    expect(await send(2)).toEqual({ status: 200, reused: true });
    agent.destroy();
  });

  it('of a photo may have 15 MB and arrives byte for byte', async () => {
    const { token } = gateway.signIn(['merchant']);
    const photo = randomBytes(14_000_000);
    const upload = (body: Uint8Array, type = 'image/jpeg') =>
      gateway.ask(`/products/${newId()}/images?label=front`, {
        method: 'POST',
        token,
        headers: { 'content-type': type },
        body,
      });
    expect((await upload(photo)).status).toBe(200);
    const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(sha(gateway.sidecar.seen[0]?.body ?? Buffer.alloc(0))).toBe(sha(photo));
    expect(gateway.sidecar.seen[0]?.headers['content-type']).toBe('image/jpeg');
    expect((await upload(Buffer.alloc(15 * 1024 * 1024 + 1))).status).toBe(413);
    for (const type of ['application/json', 'image/gif']) {
      expect(await upload(Buffer.from('{}'), type)).toMatchObject({
        status: 415,
        json: { code: 'unsupported-media-type' },
      });
    }
  });

  it('is streamed: the service gets the beginning before the client has finished', async () => {
    const { token } = gateway.signIn(['merchant']);
    const before = gateway.sidecar.bytesReceived();
    const req = httpRequest(`${gateway.app.origin}/products/${newId()}/images`, {
      method: 'POST',
      headers: { 'content-type': 'image/png', authorization: `Bearer ${token}`, 'content-length': 2_000_000 },
    });
    const status = new Promise((resolve, reject) => {
      req.on('response', (res) => resolve(res.resume().statusCode)).on('error', reject);
    });
    req.write(Buffer.alloc(1_000_000));
    await eventually(() => gateway.sidecar.bytesReceived() - before === 1_000_000);
    expect(gateway.sidecar.seen).toEqual([]);
    req.end(Buffer.alloc(1_000_000));
    expect(await status).toBe(200);
    expect(gateway.sidecar.seen).toHaveLength(1);
  });

  it('whose client goes away is not passed off as complete', async () => {
    const { token } = gateway.signIn(['merchant']);
    const before = gateway.sidecar.bytesReceived();
    const req = httpRequest(`${gateway.app.origin}/products/${newId()}/images`, {
      method: 'POST',
      headers: { 'content-type': 'image/png', authorization: `Bearer ${token}` },
    });
    req.on('error', () => {});
    req.write(Buffer.alloc(100_000));
    await eventually(() => gateway.sidecar.bytesReceived() > before);
    req.destroy();
    await gateway.ask('/products');
    expect(gateway.sidecar.seen.map(({ path }) => path)).toEqual(['/products']);
  });
});

describe('a rate limit', () => {
  it('says what is left, and refuses with 429 when nothing is', async () => {
    const first = await login('2.0.0.1');
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"login";q=30;w=60',
      ratelimit: expect.stringMatching(/^"login";r=29;t=\d+$/),
    });
    for (let i = 0; i < 29; i++) expect((await login('2.0.0.1')).status).toBe(200);
    const refused = await login('2.0.0.1');
    expect(refused).toMatchObject({ status: 429, json: { code: 'rate-limited' } });
    expect(refused.headers).toMatchObject({
      'retry-after': expect.stringMatching(/^\d+$/),
      ratelimit: expect.stringMatching(/^"login";r=0;t=\d+$/),
    });
    expect(gateway.sidecar.seen).toHaveLength(30);
  });

  it('counts by the address that the trusted proxy saw, not by what a client claims', async () => {
    for (let i = 0; i < 30; i++) await login(`9.9.9.${i}, 3.0.0.1`);
    expect((await login('9.9.9.99, 3.0.0.1')).status).toBe(429);
    expect((await login('3.0.0.2')).status).toBe(200);
  });

  it('holds over all gateways', async () => {
    const other = await startGateway({ TRUSTED_PROXIES: 1, REDIS_URL: gateway.redis.url });
    try {
      for (let i = 0; i < 30; i++) await login('4.0.0.1');
      const headers = { ...json, 'x-forwarded-for': '4.0.0.1' };
      expect((await other.ask('/users/login', { method: 'POST', headers, body: '{}' })).status).toBe(429);
    } finally {
      await other.stop();
    }
  });

  it('holds for somebody signed in wherever they are, and for nobody else', async () => {
    const [one, other] = [gateway.signIn(), gateway.signIn()];
    const change = (token: string, ip: string) =>
      gateway.ask('/users/password', {
        method: 'POST',
        token,
        headers: { ...json, 'x-forwarded-for': ip },
        body: '{}',
      });
    for (let i = 0; i < 30; i++) await change(one.token, `5.0.0.${i}`);
    expect((await change(one.token, '5.0.0.99')).status).toBe(429);
    expect((await change(other.token, '5.0.0.99')).status).toBe(200);
  });

  it.each([
    ['/users/login', 30, '5.1.0.1'],
    ['/users/register', 20, '5.1.0.2'],
    ['/users/verify-email/resend', 20, '5.1.0.3'],
  ])('of %s counts the network, whoever is signed in there', async (path, points, ip) => {
    const attempt = async () => {
      const { token } = gateway.signIn();
      const headers = { ...json, 'x-forwarded-for': ip };
      return (await gateway.ask(path, { method: 'POST', token, headers, body: '{}' })).status;
    };
    for (let i = 0; i < points; i++) expect(await attempt()).not.toBe(429);
    expect(await attempt()).toBe(429);
  });

  it('stops a network that tries one session token after the other, and nobody else there', async () => {
    const headers = { 'x-forwarded-for': '6.0.0.1' };
    const unknown = () => newId<string>().replaceAll('-', '').padEnd(43, 'g');
    const guess = () => gateway.ask('/products', { token: unknown(), headers });
    const [seen, fresh] = [gateway.signIn(), gateway.signIn()];
    expect((await gateway.ask('/users/profile', { token: seen.token, headers })).status).toBe(200);
    for (let i = 0; i < 120; i++) expect((await guess()).status).toBe(401);
    expect(await guess()).toMatchObject({ status: 429, json: { code: 'rate-limited' } });
    for (const { token } of [seen, fresh]) {
      expect((await gateway.ask('/users/profile', { token, headers })).status).toBe(200);
    }
    expect((await guess()).status).toBe(429);
    expect((await gateway.ask('/products', { headers })).status).toBe(200);
  });

  it('of unknown tokens keeps nobody from signing in whose session was lost', async () => {
    const headers = { ...json, 'x-forwarded-for': '6.0.0.2' };
    const unknown = () => newId<string>().replaceAll('-', '').padEnd(43, 'h');
    for (let i = 0; i < 125; i++) await gateway.ask('/products', { token: unknown(), headers });
    const signIn = (given: Partial<Ask>) =>
      gateway.ask('/users/login', { method: 'POST', body: '{}', ...given, headers: { ...headers, ...given.headers } });
    expect((await signIn({ token: unknown() })).status).toBe(200);
    const own = { origin: 'http://localhost:8080', cookie: `__Host-session=${unknown()}` };
    expect((await signIn({ headers: own })).status).toBe(200);
    const page = await gateway.ask('/users/profile', { headers: { ...headers, cookie: own.cookie } });
    expect(page).toMatchObject({ status: 401, headers: { 'set-cookie': expect.stringContaining('Max-Age=0') } });
  });

  it('of a network is not used up for a browser in which somebody has signed in before', async () => {
    gateway.sidecar.answer(() => ({ headers: { 'arcade-device': 'device-1' }, body: '{}' }));
    const first = await login('6.1.0.1');
    expect(first.headers['arcade-device']).toBeUndefined();
    const [cookie = ''] = String(first.headers['set-cookie']).split(';');
    expect(cookie).toMatch(/^__Host-device=device-1\./);
    for (let i = 0; i < 29; i++) await login('6.1.0.1');
    const signIn = (headers: Record<string, string>) =>
      gateway.ask('/users/login', {
        method: 'POST',
        headers: { ...json, 'x-forwarded-for': '6.1.0.1', ...headers },
        body: '{}',
      });
    expect((await signIn({})).status).toBe(429);
    expect((await signIn({ cookie: '__Host-device=device-2.forged', 'arcade-device': 'device-2' })).status).toBe(429);
    gateway.begin();
    for (let i = 0; i < 30; i++) expect((await signIn({ cookie })).status).toBe(200);
    expect(gateway.sidecar.seen[0]?.headers['arcade-device']).toBe('device-1');
    expect((await signIn({ cookie })).status).toBe(429);
    const forgot = { method: 'POST', headers: { ...json, 'x-forwarded-for': '6.1.0.1' }, body: '{}' } as const;
    expect((await gateway.ask('/users/password/forgot', forgot)).status).toBe(200);
  });

  it('goes on counting in the process when Redis is away, and the gateway stays ready', async () => {
    const lonely = await startGateway({ TRUSTED_PROXIES: 1, REDIS_URL: 'redis://127.0.0.1:1/' });
    try {
      const headers = { ...json, 'x-forwarded-for': '7.0.0.1' };
      const attempt = async () => (await lonely.ask('/users/login', { method: 'POST', headers, body: '{}' })).status;
      for (let i = 0; i < 30; i++) expect(await attempt()).toBe(200);
      expect(await attempt()).toBe(429);
      expect((await lonely.ask('/readyz')).status).toBe(200);
    } finally {
      await lonely.stop();
    }
  });

  it('keeps its counters in Redis for a while only', async () => {
    await login('8.0.0.1');
    const redis = new Redis(gateway.redis.url);
    const ttl = await redis.ttl('rate:login:8.0.0.1');
    redis.disconnect();
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(60);
  });
});
