import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import type { BenchedArcade } from '../benched-arcade.ts';
import { cpuSecondsOf } from '../cpu.ts';
import type { Prepared, Round } from '../measure.ts';
import { median } from '../statistics.ts';

/** Each target has its turn so often in a round, a second each: what else the machine does hits all of them alike. */
const turns = 4;

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
      const loads = new Map<string, Load[]>(Object.keys(targets).map((name) => [name, []]));
      for (let turn = 0; turn < turns; turn++) {
        const inTurn = Object.entries(targets);
        for (const [name, target] of turn % 2 === 0 ? inTurn : inTurn.toReversed())
          loads.get(name)?.push(await load(target, 1));
      }
      const figures: Record<string, number> = {};
      let bareRate: number | undefined;
      for (const [name, those] of loads) {
        const [rate, done] = [median(those.map((one) => one.rate)), sum(those.map((one) => one.done))];
        bareRate ??= rate;
        figures[`${name}: a second`] = rate;
        figures[`${name}: % of bare`] = (rate / bareRate) * 100;
        figures[`${name}: CPU µs`] = (sum(those.map((one) => one.cpuSeconds)) / done) * 1e6;
        figures[`${name}: p99 ms`] = median(those.map((one) => one.p99));
      }
      const operations = sum([...loads.values()].flat().map(({ done }) => done));
      return { operations, figures, cpu: {}, work: {} };
    },
    close: () => void bare.child.kill(),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

type Load = Awaited<ReturnType<typeof load>>;

async function load({ url, headers = {}, cpu }: Target, duration: number) {
  const before = await cpu();
  // In a thread of its own: this one looks after the platform, and would be slow now and then.
  const result = await autocannon({ url, headers, connections: 32, duration, workers: 1 });
  const cpuSeconds = (await cpu()) - before;
  const done = result.requests.total;
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} not 2xx, ${result.errors} errors`);
  return { rate: done / result.duration, cpuSeconds, p99: result.latency.p99, done };
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
