import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { cpuSecondsBelow } from './cpu.ts';
import { median, round } from './statistics.ts';
import type { BenchedArcade } from './with-arcade.ts';

const rounds = 5;
const seconds = 4;

interface Round {
  readonly rate: number;
  readonly cpuMicroseconds: number;
  readonly p99: number;
}

/** A hot product through the gateway beside a bare server with the same bytes, turn by turn in one run. */
export async function productRead({ url, shop, cpu }: BenchedArcade) {
  const { productId } = await shop.offer({ stock: 10 });
  const path = `/products/${productId}`;
  const answer = await fetch(url + path);
  const bare = await startBareServer(await answer.text(), answer.headers);
  const bareCpu = () => cpuSecondsBelow(bare.child.pid ?? 0, { itself: true });
  const gatewayCpu = () => cpu.of('gateway');
  const measured = { bare: [] as Round[], gateway: [] as Round[] };
  try {
    await load(url + path, 2, gatewayCpu);
    await load(bare.url, 2, bareCpu);
    for (let turn = 0; turn < rounds; turn++) {
      measured.bare.push(await load(bare.url, seconds, bareCpu));
      measured.gateway.push(await load(url + path, seconds, gatewayCpu));
    }
  } finally {
    bare.child.kill();
  }
  const ratios = measured.gateway.map(({ rate }, turn) => rate / (measured.bare[turn]?.rate ?? Number.NaN));
  return {
    'bare node:http': summary(measured.bare),
    gateway: summary(measured.gateway),
    'gateway of bare, %': { 'requests/s': round(median(ratios) * 100, 1) },
  };
}

async function load(target: string, duration: number, cpu: () => Promise<number>): Promise<Round> {
  const before = await cpu();
  const result = await autocannon({ url: target, connections: 32, duration });
  const used = (await cpu()) - before;
  const done = result.requests.total;
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${target}: ${result.non2xx} not 2xx, ${result.errors} errors`);
  return { rate: done / result.duration, cpuMicroseconds: (used / done) * 1e6, p99: result.latency.p99 };
}

const summary = (turns: readonly Round[]) => ({
  'requests/s': round(median(turns.map(({ rate }) => rate)), 0),
  'CPU µs/request': round(median(turns.map(({ cpuMicroseconds }) => cpuMicroseconds)), 1),
  'p99 ms': round(median(turns.map(({ p99 }) => p99)), 1),
});

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
