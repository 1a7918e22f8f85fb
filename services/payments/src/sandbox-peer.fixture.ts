import { startApp, freePort, testAppToken } from '@arcade/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { createSandbox } from '@arcade/payment-sandbox';

export const webhookSecret = 'a secret for webhooks';

/** The provider as a server of its own. Its webhooks go to where `target` says, as long as it says so; without one it sends none. */
export async function startSandbox(target?: () => string | undefined) {
  const dataDir = await mkdtemp(join(tmpdir(), 'payments-sandbox-'));
  const gateway = target === undefined ? undefined : await startApp({ app: forwardTo(target) });
  const port = await freePort();
  const made = await createSandbox({
    PORT: port,
    HOST: '127.0.0.1',
    SANDBOX_DATA_DIR: dataDir,
    SANDBOX_WEBHOOK_SECRET: webhookSecret,
    ...(gateway === undefined ? {} : { SANDBOX_WEBHOOK_URL: `${gateway.origin}/payments/webhooks/sandbox` }),
  });
  made.start();
  const app = await startApp({ app: made.app }, { port });
  return {
    /** What payments are told of it. Longer than it takes at its slowest, but for `tok_timeout`. */
    settings: { SANDBOX_URL: app.origin, SANDBOX_WEBHOOK_SECRET: webhookSecret, PROVIDER_TIMEOUT_MS: '4000' },
    sandbox: made.sandbox,
    /** The charges of an order in the provider's own books. */
    chargesOf: (orderId: string) =>
      [...made.sandbox.ledger.charges.values()].filter(({ metadata }) => metadata['orderId'] === orderId),
    stop: async () => {
      await app.stop();
      await made.close();
      await gateway?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Gateway and sidecars between provider and service: they show the app's token. */
const forwardTo =
  (target: () => string | undefined): RequestListener =>
  async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
    const origin = target();
    const status =
      origin === undefined ? 503 : await post(origin + (req.url ?? ''), Buffer.concat(chunks), req.headers);
    res.writeHead(status).end();
  };

const post = async (url: string, body: Buffer, headers: Readonly<Record<string, unknown>>): Promise<number> =>
  await request(url, {
    method: 'POST',
    headers: {
      'dapr-api-token': testAppToken,
      'content-type': 'application/json',
      'sandbox-signature': String(headers['sandbox-signature']),
    },
    body,
  }).then(
    async (response) => {
      await response.body.dump();
      return response.statusCode;
    },
    () => 503,
  );
