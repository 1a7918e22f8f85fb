import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAppServer } from './serve.ts';

const server = createAppServer((_req, res) => void res.end('fine'));
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

const send = async (bytes: string) => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
};

describe('createAppServer', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a method that does not exist', 'FETCH / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('answers %s with a problem', async (_, bytes) => {
    const [head = '', body = ''] = (await send(bytes)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400/);
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'invalid-request' });
  });

  it('answers what is well-formed', async () => {
    expect(await send('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(/fine$/);
  });
});
