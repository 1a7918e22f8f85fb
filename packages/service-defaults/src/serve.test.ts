import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const fixture = fileURLToPath(new URL('drain.fixture.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--conditions=development', fixture], {
    env: { ...process.env, ...env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  child.stdout?.on('data', (chunk) => (said += String(chunk)));
  const says = async (text: RegExp) => {
    while (!text.test(said)) await once(child.stdout ?? child, 'data');
    return text.exec(said)?.[1] ?? '';
  };
  const origin = `http://127.0.0.1:${await says(/port (\d+)/)}`;
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return { child, origin, says, exited, said: () => said.trim().split('\n').slice(1) };
}

const agent = new Agent({ keepAlive: true });
/** A request whose body is sent by hand. */
function send(url: string, length = 0) {
  const req = httpRequest(url, { method: 'POST', agent, headers: { 'content-length': length } });
  const answer = new Promise<string>((resolve, reject) => {
    req.on('error', reject).on('response', async (res) => {
      let text = '';
      for await (const chunk of res) text += String(chunk);
      resolve(text);
    });
  });
  return { req, answer };
}

describe('a service that is told to stop', () => {
  it('answers the upload and the purchase that are in flight, then ends its work in order', async () => {
    const { child, origin, says, exited, said } = await start();
    const upload = send(`${origin}/upload`, 10);
    upload.req.write('half.');
    const purchase = send(`${origin}/purchase`);
    purchase.req.end();
    await says(/begun \/upload/);
    await says(/begun \/purchase/);
    child.kill('SIGTERM');
    expect(await purchase.answer).toBe('/purchase 0');
    expect(said()).not.toContain('loops stopped');
    upload.req.end('half.');
    expect(await upload.answer).toBe('/upload 10');
    expect(await exited).toBe(0);
    expect(said().slice(-4)).toEqual(['answered /purchase', 'answered /upload', 'loops stopped', 'stores closed']);
  });

  it('exits at once when nothing is in flight, whatever connections and streams are open', async () => {
    const { child, origin, exited } = await start();
    const idle = send(`${origin}/anything`);
    idle.req.end();
    await idle.answer;
    const stream = await fetch(`${origin}/stream`);
    const before = performance.now();
    child.kill('SIGTERM');
    expect(await stream.text()).toBe('begun');
    expect(await exited).toBe(0);
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('says first that it is not ready, and still accepts for as long as it is told', async () => {
    const { child, origin, exited } = await start({ STOP_ACCEPT_SECONDS: '1.5' });
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    let status = 200;
    while (status === 200) ({ status } = await fetch(`${origin}/readyz`));
    expect(status).toBe(503);
    const late = send(`${origin}/late`);
    late.req.end();
    expect(await late.answer).toBe('/late 0');
    expect(await exited).toBe(0);
  });

  it('cuts off what outlives every limit, as a last resort', async () => {
    const { child, origin, says, exited } = await start({ LAST_RESORT_MS: '300' });
    const upload = send(`${origin}/upload`, 10);
    upload.req.write('half.');
    await says(/begun \/upload/);
    child.kill('SIGTERM');
    await expect(upload.answer).rejects.toThrow();
    expect(await exited).toBe(0);
  });
});
