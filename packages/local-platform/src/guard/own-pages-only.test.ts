import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ownPagesOnly } from './own-pages.ts';

/** As the mail inbox does: lets every page read, and upgrades. */
const server = `
  const { createServer } = require('node:http');
  const s = createServer((req, res) => res.setHeader('access-control-allow-origin', req.headers.origin ?? '*').end('mails'));
  s.on('upgrade', (req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n'));
  s.listen(0, '127.0.0.1', () => console.log(s.address().port));`;

let child: ChildProcess;
let port: number;
beforeAll(async () => {
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...ownPagesOnly, '-e', server]);
  if (child.stdout === null) throw new Error('no output');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  port = Number(line.toString());
});
afterAll(() => void child.kill());

const ask = (headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, agent: false, headers: { host: `127.0.0.1:${port}`, ...headers } });
    req.on('response', (res) => resolve(res.resume().statusCode)).on('error', reject);
    req.on('upgrade', (res, socket) => {
      socket.destroy();
      resolve(res.statusCode);
    });
    req.end();
  });
const upgrade = { connection: 'upgrade', upgrade: 'websocket' };

describe('a development server that is started with ownPagesOnly', () => {
  it('answers programs and its own pages', async () => {
    expect(await ask({})).toBe(200);
    expect(await ask({ origin: `http://127.0.0.1:${port}` })).toBe(200);
    expect(await ask(upgrade)).toBe(101);
  });

  it('answers no page of another origin, and none whose name was made to lead here', async () => {
    expect(await ask({ origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ host: `evil.example:${port}` })).toBe(403);
    expect(await ask({ ...upgrade, origin: 'https://evil.example' })).toBe(403);
  });
});
