import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createAppServer, type ServerLimits } from './app-server.ts';

let server: Server;
const listen = async (limits: ServerLimits = {}) => {
  server = createAppServer((req, res) => void req.resume().on('end', () => res.end('fine')), limits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
};
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends bytes and waits until the server has closed the connection. */
const send = async (bytes: string) => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { head, body };
};

describe('createAppServer', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'invalid-request'],
    ['a method that does not exist', 'FETCH / HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'invalid-request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'invalid-request',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['a call for a proxy', 'CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n', 405, 'method-not-allowed'],
  ])('answers %s with a problem', async (_, bytes, status, code) => {
    await listen();
    const { head, body } = await send(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  it('answers what is well-formed, whatever else is expected of it', async () => {
    await listen();
    const { body } = await send('GET / HTTP/1.1\r\nhost: x\r\nexpect: cake\r\nconnection: close\r\n\r\n');
    expect(body).toBe('fine');
  });

  it.each([
    ['a connection that says nothing', ''],
    ['headers that stop half-way', 'GET / HTTP/1.1\r\nhost: x\r\nx-half: '],
    ['a body that stops half-way', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf'],
  ])('ends %s with 408', async (_, bytes) => {
    await listen({ headersMs: 100, requestMs: 200 });
    const { head, body } = await send(bytes);
    expect(head).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(body)).toMatchObject({ code: 'request-timeout' });
  });

  it('closes a connection that rests for too long', async () => {
    await listen({ keepAliveMs: 50 });
    expect((await send('GET / HTTP/1.1\r\nhost: x\r\n\r\n')).head).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('cuts a connection on which nothing moves', async () => {
    await listen({ idleMs: 50 });
    expect(await send('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf')).toEqual({ head: '', body: '' });
  });

  it('turns away a connection that may not stay', async () => {
    await listen({ admits: () => false });
    const { head, body } = await send('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 429 [\s\S]*retry-after: 1/);
    expect(JSON.parse(body)).toMatchObject({ code: 'rate-limited' });
  });
});
