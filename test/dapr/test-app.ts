import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

export interface TestApp {
  readonly received: readonly ReceivedRequest[];
  /** What it did with each message of its topics. */
  readonly delivered: readonly ('refused' | 'taken')[];
  stop(): Promise<void>;
}

export interface TestAppOptions {
  readonly port: number;
  readonly topics: readonly string[];
  readonly hostsActors: boolean;
}

/** An app that answers everything with 200, takes messages and hosts an actor; `?end=connection` hangs up instead. */
export async function startTestApp({ port, topics, hostsActors }: TestAppOptions): Promise<TestApp> {
  const received: ReceivedRequest[] = [];
  const delivered: ('refused' | 'taken')[] = [];
  const own: Readonly<Record<string, unknown>> = {
    '/healthz': { status: 'ok' },
    '/dapr/config': hostsActors ? { entities: ['test-actor'] } : {},
    '/dapr/subscribe': topics.map((topic) => ({
      pubsubname: 'pubsub',
      topic,
      route: '/messages',
      metadata: { queueType: 'quorum' },
    })),
  };
  const takeMessage = (body: Buffer) => {
    const { data } = JSON.parse(body.toString('utf8')) as { data: { refuseTimes: number } };
    const outcome = delivered.length < data.refuseTimes ? 'refused' : 'taken';
    delivered.push(outcome);
    return { status: outcome === 'taken' ? 'SUCCESS' : 'RETRY' };
  };

  const server = createServer((req, res) => {
    const url = req.url ?? '';
    const answer = (value: unknown) => res.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (own[url] !== undefined) return void answer(own[url]);
    void readAll(req).then((body) => {
      received.push({ method: req.method ?? '', url, headers: req.headers, bytes: body.length });
      if (url.endsWith('?end=connection')) return req.socket.destroy();
      return answer(url === '/messages' ? takeMessage(body) : {});
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    received,
    delivered,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
