import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
const sockets: Socket[] = [];
/** A fortieth of what clients may have open: 50 requests at all, 7 and 2 bodies of a network, 1 upload of a user. */
const RATE_LIMIT_FACTOR = 1 / 40;
beforeAll(async () => {
  gateway = await startGateway({ TRUSTED_PROXIES: 1 }, { patience: { bodyMs: 3000, uploadMs: 1500, openMs: 4000 } });
});
afterAll(() => gateway.stop());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  gateway.begin('{}');
});

/** A client that sends and reads by hand. */
async function open(text: string, port: number = gateway.app.port) {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1'))).on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  return { socket, answer: () => received };
}

const post = (path: string, length: number, headers = '') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${headers}\r\n`;
const json = { 'content-type': 'application/json' };
const login = (ip: string) =>
  gateway.ask('/users/login', { method: 'POST', headers: { ...json, 'x-forwarded-for': ip }, body: '{}' });

describe('bodies that arrive a byte at a time', () => {
  it('hold nothing that others need, and end with 408', async () => {
    const slow = await Promise.all(
      Array.from({ length: 200 }, (_, i) => open(post('/users/login', 1000, `x-forwarded-for: 1.0.${i}.1\r\n`))),
    );
    for (const { socket } of slow) socket.write('{');
    const [read, write] = await Promise.all([gateway.ask('/products'), login('2.0.0.1')]);
    expect([read.status, write.status]).toEqual([200, 200]);
    expect(gateway.sidecar.seen.filter(({ body }) => body.length > 2)).toEqual([]);
    await eventually(() => slow.every(({ answer }) => answer().startsWith('HTTP/1.1 408')), { timeoutMs: 10_000 });
    expect(slow[0]?.answer()).toContain('"code":"request-timeout"');
    expect(slow[0]?.answer().toLowerCase()).toContain('connection: close');
  });

  it('arrive whole when they are in time', async () => {
    const { socket, answer } = await open(post('/users/login', 4));
    for (const byte of '{  }') {
      socket.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await eventually(() => answer().startsWith('HTTP/1.1 200'));
    expect(gateway.sidecar.seen[0]?.body.toString()).toBe('{  }');
  });

  it('make room for the next one of their network', async () => {
    const small = await startGateway({ RATE_LIMIT_FACTOR });
    try {
      const slow = await Promise.all([1, 2].map(() => open(post('/cart/items', 9), small.app.port)));
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect((await small.ask('/cart/items', { method: 'POST', headers: json, body: '{}' })).status).toBe(200);
      await eventually(() => slow.filter(({ answer }) => answer().startsWith('HTTP/1.1 408')).length === 1);
    } finally {
      await small.stop();
    }
  });
});

describe('an upload', () => {
  const upload = (token: string) =>
    open(
      `POST /products/${newId<string>()}/images HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\n` +
        `content-length: 100000\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );

  it('that does not end in time is answered with 408', async () => {
    const { token } = gateway.signIn(['merchant']);
    const { answer } = await upload(token);
    await eventually(() => answer().startsWith('HTTP/1.1 408'), { timeoutMs: 5000 });
  });

  it('is one of at most eight of a user at a time', async () => {
    const { token } = gateway.signIn(['merchant']);
    const slow = await Promise.all(Array.from({ length: 9 }, () => upload(token)));
    await eventually(() => slow.some(({ answer }) => answer().startsWith('HTTP/1.1 429')));
    const other = await upload(gateway.signIn(['merchant']).token);
    other.socket.write(Buffer.alloc(100_000));
    await eventually(() => other.answer().startsWith('HTTP/1.1 200'));
  });
});

describe('a reader that takes nothing of its answer', () => {
  it('holds no way to a service', async () => {
    const narrow = await startGateway({}, { connections: 2 });
    narrow.sidecar.answer(() => ({ body: JSON.stringify({ text: 'x'.repeat(12_000_000) }) }));
    try {
      for (const _ of [1, 2]) {
        const { socket } = await open('GET /products HTTP/1.1\r\nhost: x\r\n\r\n', narrow.app.port);
        socket.pause();
      }
      await eventually(() => narrow.sidecar.seen.length === 2);
      narrow.sidecar.answer(() => ({ body: '{}' }));
      expect((await narrow.ask('/products')).status).toBe(200);
    } finally {
      await narrow.stop();
    }
  });

  it('is cut off', async () => {
    gateway.sidecar.answer(() => ({ body: JSON.stringify({ text: 'x'.repeat(30_000_000) }) }));
    const { socket } = await open('GET /products HTTP/1.1\r\nhost: x\r\n\r\n');
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 4500));
    const closed = once(socket, 'close');
    socket.resume();
    await closed;
    expect(socket.bytesRead).toBeLessThan(30_000_000);
  });
});

describe('open requests', () => {
  it('of one network are so many, and others are served meanwhile', async () => {
    const small = await startGateway({ RATE_LIMIT_FACTOR, TRUSTED_PROXIES: 1 });
    const finish = Promise.withResolvers<void>();
    small.sidecar.answer(async ({ path }) => {
      if (path === '/cart') await finish.promise;
      return { body: '{}' };
    });
    const from = (ip: string, path: string) => small.ask(path, { headers: { 'x-forwarded-for': ip } });
    try {
      const waiting = Array.from({ length: 7 }, () => from('4.0.0.1', '/cart'));
      await eventually(() => small.sidecar.seen.length === 7);
      const refused = await from('4.0.0.1', '/products');
      expect(refused).toMatchObject({ status: 429, json: { code: 'rate-limited' }, headers: { 'retry-after': '1' } });
      expect((await from('4.0.0.2', '/products')).status).toBe(200);
      finish.resolve();
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 200));
      expect((await from('4.0.0.1', '/products')).status).toBe(200);
    } finally {
      finish.resolve();
      await small.stop();
    }
  });
});
