import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import type { BenchedArcade } from '../benched-arcade.ts';
import { cpuSecondsOf } from '../cpu.ts';
import type { Prepared, Round } from '../measure.ts';

const seconds = 4;

interface Target {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** CPU seconds of its process so far. */
  readonly cpu: () => Promise<number>;
}

/** A hot product through the gateway, for a passer-by and for a signed-in shopper, beside a bare server with the same bytes. */
export async function prepareProductRead({ url, shop, cpu }: BenchedArcade): Promise<Prepared> {
  const { productId } = await shop.offer({ stock: 10 });
  const { token } = await shop.register();
  const address = `${url}/products/${productId}`;
  const answer = await fetch(address);
  const bare = await startBareServer(await answer.text(), answer.headers);
  const gatewayCpu = async () => (await cpu.read()).get('gateway') ?? Number.NaN;
  const targets: Readonly<Record<string, Target>> = {
    'bare node:http': { url: bare.url, cpu: async () => (await cpuSecondsOf([bare.child.pid ?? 0]))[0] ?? Number.NaN },
    'passer-by': { url: address, cpu: gatewayCpu },
    'signed in': { url: address, headers: { authorization: `Bearer ${token}` }, cpu: gatewayCpu },
  };
  for (const target of Object.values(targets)) await load(target, 2);
  return {
    async round(): Promise<Round> {
      const figures: Record<string, number> = {};
      let [bareRate, operations] = [Number.NaN, 0];
      for (const [name, target] of Object.entries(targets)) {
        const { rate, cpuMicroseconds, p99, done } = await load(target, seconds);
        operations += done;
        if (target === targets['bare node:http']) bareRate = rate;
        figures[`${name}: a second`] = rate;
        figures[`${name}: % of bare`] = (rate / bareRate) * 100;
        figures[`${name}: CPU µs`] = cpuMicroseconds;
        figures[`${name}: p99 ms`] = p99;
      }
      return { operations, figures, cpu: {}, work: {} };
    },
    close: () => void bare.child.kill(),
  };
}

async function load({ url, headers = {}, cpu }: Target, duration: number) {
  const before = await cpu();
  const result = await autocannon({ url, headers, connections: 32, duration });
  const used = (await cpu()) - before;
  const done = result.requests.total;
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} not 2xx, ${result.errors} errors`);
  return { rate: done / result.duration, cpuMicroseconds: (used / done) * 1e6, p99: result.latency.p99, done };
}

async function startBareServer(body: string, given: Headers): Promise<{ child: ChildProcess; url: string }> {
  const own = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);
  const headers = Object.fromEntries([...given].filter(([name]) => !own.has(name)));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ body, headers }));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: `http://127.0.0.1:${line.toString().trim()}/` };
}
