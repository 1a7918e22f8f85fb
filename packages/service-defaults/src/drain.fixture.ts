import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import * as z from 'zod';
import { runService } from './run-service.ts';

/** A service as a process of its own, for `serve.test.ts`: it tells on stdout what happens, in order. */
const say = (text: string) => void process.stdout.write(`${text}\n`);

async function sizeOf(body: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  return size;
}

const Config = z.object({
  PORT: z.literal(0).default(0),
  HOST: z.literal('127.0.0.1').default('127.0.0.1'),
  STOP_ACCEPT_SECONDS: z.coerce.number().default(0),
  LAST_RESORT_MS: z.coerce.number().default(20_000),
});

const streams = new Set<{ end(): unknown }>();
const server = await runService(Config, async ({ LAST_RESORT_MS: lastResortMs }) => ({
  app: async (req, res) => {
    if (req.url === '/readyz') {
      res.end('ready');
      return;
    }
    if (req.url === '/stream') {
      streams.add(res);
      res.write('begun');
      return;
    }
    say(`begun ${req.url}`);
    const size = await sizeOf(req).catch(() => undefined);
    if (size === undefined) return;
    if (req.url === '/purchase') await sleep(1000);
    say(`answered ${req.url}`);
    res.end(`${req.url} ${size}`);
  },
  logger: pino({ level: 'silent' }),
  endStreams: () => {
    for (const stream of streams) stream.end();
  },
  background: [{ start: () => {}, stop: () => say('loops stopped') }],
  close: [async () => say('stores closed')],
  lastResortMs,
}));
say(`port ${(server.address() as { port: number }).port}`);
