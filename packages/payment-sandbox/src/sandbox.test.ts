import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createSandbox } from './sandbox.ts';
import { signWebhook } from './webhooks.ts';

/** Requests and files take real time. */
const allButDate = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;
const secret = 'a secret for webhooks';
const ask = { token: 'tok_visa', amount: 1500, currency: 'USD', metadata: { orderId: 'o1' } };

let directory: string;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await rm(directory, { recursive: true, force: true });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function open(webhookUrl?: string) {
  const config = {
    PORT: 1,
    HOST: '127.0.0.1',
    SANDBOX_DATA_DIR: directory,
    SANDBOX_WEBHOOK_SECRET: secret,
    ...(webhookUrl === undefined ? {} : { SANDBOX_WEBHOOK_URL: webhookUrl }),
  };
  const made = await createSandbox(config);
  const url = await listen(createServer(made.app));
  made.start();
  closing.push(() => made.close());
  const post = async (path: string, key: string, body: unknown) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> & { id: string } };
  };
  return { ...made, url, post };
}

/** Collects webhooks; fails the first `failures` of them. */
async function receiver(failures = 0) {
  const received: { body: string; signature: string | undefined }[] = [];
  let left = failures;
  const url = await listen(
    createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        received.push({
          body: Buffer.concat(chunks).toString(),
          signature: req.headers['sandbox-signature'] as string | undefined,
        });
        res.writeHead(left-- > 0 ? 500 : 202).end();
      });
    }),
  );
  const types = () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  return { url, received, types };
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await sleep(20);
  }
}

describe('a key', () => {
  test('gives its first result again and charges once', async () => {
    const { post, sandbox } = await open();
    const first = await post('/charges', 'k1', ask);
    const second = await post('/charges', 'k1', ask);
    expect(first.status).toBe(201);
    expect(second).toEqual(first);
    expect(sandbox.ledger.charges.size).toBe(1);
  });

  test('with other parameters is refused', async () => {
    const { post, sandbox } = await open();
    await post('/charges', 'k1', ask);
    const other = await post('/charges', 'k1', { ...ask, amount: 1 });
    expect(other.status).toBe(409);
    expect(other.json['error']).toMatchObject({ code: 'idempotency_mismatch' });
    expect(sandbox.ledger.charges.size).toBe(1);
  });

  test('replays a refusal, and a 500 that hid a success', async () => {
    const { post, sandbox } = await open();
    const lost = await post('/charges', 'k1', { ...ask, token: 'tok_500_after_success' });
    expect(lost.status).toBe(500);
    expect(await post('/charges', 'k1', { ...ask, token: 'tok_500_after_success' })).toEqual(lost);
    const [charge] = sandbox.ledger.charges.values();
    expect(charge?.status).toBe('authorized');
    const refused = await post(`/charges/${charge?.id}/capture`, 'k2', { amount: 9999 });
    expect(refused.status).toBe(400);
    expect(await post(`/charges/${charge?.id}/capture`, 'k2', { amount: 9999 })).toEqual(refused);
  });

  test('refuses refunds for as long as the token says, and replays a refusal for a day', async () => {
    const { post } = await open();
    const { id } = (await post('/charges', 'k1', { ...ask, token: 'tok_refund_refused_36' })).json;
    await post(`/charges/${id}/capture`, 'k2', { amount: 1500 });
    const refund = async () => (await post(`/charges/${id}/refunds`, 'k3', { amount: 1500 })).status;
    const now = Date.now();
    jest.useFakeTimers({ now, doNotFake: [...allButDate] });
    const statuses: number[] = [];
    // Refused, and so again at 25 hours; that is replayed until 49.
    for (const hours of [0, 25, 48, 50, 90]) {
      jest.setSystemTime(now + hours * 3_600_000);
      statuses.push(await refund());
    }
    jest.useRealTimers();
    expect(statuses).toEqual([402, 402, 402, 201, 201]);
  });
});

describe('money', () => {
  test('is captured once and refunded no further than captured', async () => {
    const { post } = await open();
    const { id } = (await post('/charges', 'k1', ask)).json;
    expect((await post(`/charges/${id}/capture`, 'k2', { amount: 1500 })).json).toMatchObject({ status: 'captured' });
    expect((await post(`/charges/${id}/capture`, 'k3', { amount: 1500 })).status).toBe(409);
    expect((await post(`/charges/${id}/refunds`, 'k4', { amount: 1000 })).status).toBe(201);
    expect((await post(`/charges/${id}/refunds`, 'k5', { amount: 501 })).status).toBe(400);
    expect((await post(`/charges/${id}/refunds`, 'k6', { amount: 500 })).status).toBe(201);
    expect((await post(`/charges/${id}/void`, 'k7', {})).status).toBe(409);
  });

  test('is disputed by its token as soon as it is captured, until the bank has decided', async () => {
    const { post, url } = await open();
    const { id } = (await post('/charges', 'k1', { ...ask, token: 'tok_disputed' })).json;
    expect((await post(`/charges/${id}/capture`, 'k2', { amount: 1500 })).json).toMatchObject({ status: 'captured' });
    const charge = () => fetch(`${url}/charges/${id}`).then((response) => response.json());
    expect(await charge()).toMatchObject({ status: 'disputed', dispute: 'open' });
    expect((await post(`/charges/${id}/refunds`, 'k3', { amount: 1 })).status).toBe(409);
    expect((await post(`/charges/${id}/capture`, 'k2', { amount: 1500 })).json).toMatchObject({ status: 'captured' });
    expect((await post(`/charges/${id}/dispute`, 'k4', { outcome: 'won' })).json).toMatchObject({ status: 'captured' });
    expect((await post(`/charges/${id}/dispute`, 'k5', { outcome: 'lost' })).status).toBe(409);
    expect((await post(`/charges/${id}/dispute`, 'k6', {})).json).toMatchObject({ status: 'disputed' });
    expect((await post(`/charges/${id}/dispute`, 'k7', { outcome: 'lost' })).json).toMatchObject({
      status: 'disputed',
      dispute: 'lost',
    });
  });

  test('of an order can be audited', async () => {
    const { post, url } = await open();
    const { id } = (await post('/charges', 'k1', ask)).json;
    await post('/charges', 'k2', { ...ask, metadata: { orderId: 'o2' } });
    const list = (query: string) => fetch(`${url}/charges?${query}`).then((response) => response.json());
    expect(await list('orderId=o1')).toMatchObject({ data: [{ id }], has_more: false });
    expect(await list('key=k1')).toMatchObject({ data: [{ id }] });
    expect(await list('limit=1')).toMatchObject({ data: [{ id }], has_more: true });
    expect(await list(`starting_after=${id}`)).toMatchObject({ data: [{ metadata: { orderId: 'o2' } }] });
  });
});

describe('the ledger', () => {
  test('is there again after a restart, without a line that was never finished', async () => {
    const before = await open();
    await before.post('/charges', 'k1', ask);
    await before.close();
    await appendFile(join(directory, 'ledger.jsonl'), '{"charge":{"id":"ch_torn"');
    const after = await open();
    expect([...after.sandbox.ledger.charges.values()]).toMatchObject([{ idempotency_key: 'k1', amount: 1500 }]);
    expect((await after.post('/charges', 'k1', ask)).status).toBe(201);
    await after.post('/charges', 'k2', ask);
    await after.close();
    expect((await open()).sandbox.ledger.charges.size).toBe(2);
  });
});

describe('tokens', () => {
  test.each([
    ['tok_declined', { status: 'failed', failure: { code: 'card_declined' } }],
    ['tok_insufficient_funds', { status: 'failed', failure: { code: 'insufficient_funds' } }],
    ['tok_late_30', { status: 'processing' }],
  ])('%s decides as documented', async (token, expected) => {
    const { post } = await open();
    expect((await post('/charges', 'k1', { ...ask, token })).json).toMatchObject(expected);
  });

  test('that are not known are refused', async () => {
    const { post } = await open();
    expect((await post('/charges', 'k1', { ...ask, token: 'tok_nonsense' })).status).toBe(400);
  });

  test('tok_3ds asks on a page and sends the shopper back', async () => {
    const { post, url, sandbox } = await open();
    const asked = { ...ask, token: 'tok_3ds', return_url: 'http://shop.test/orders/o1' };
    const { id } = (await post('/charges', 'k1', asked)).json;
    const page = await fetch(`${url}/3ds/${id}`).then((response) => response.text());
    expect(page).toContain('$15.00');
    expect(page).toContain('value="decline"');
    const body = new URLSearchParams({ decision: 'approve' });
    const answer = await fetch(`${url}/3ds/${id}`, { method: 'POST', body, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('http://shop.test/orders/o1');
    expect(sandbox.ledger.charges.get(id)?.status).toBe('authorized');
  });

  test('tok_late authorises by itself, also after a restart', async () => {
    const before = await open();
    const { id } = (await before.post('/charges', 'k1', { ...ask, token: 'tok_late_1' })).json;
    await before.close();
    const { sandbox } = await open();
    await until(() => sandbox.ledger.charges.get(id)?.status === 'authorized');
  });

  test('are shown on the sandbox’s page with the charges', async () => {
    const { post, url } = await open();
    const { id } = (await post('/charges', 'k1', { ...ask, metadata: { orderId: '<script>' } })).json;
    const page = await fetch(url).then((response) => response.text());
    expect(page).toContain(id);
    expect(page).toContain('tok_insufficient_funds');
    expect(page).not.toContain('<script>');
  });
});

describe('webhooks', () => {
  test('are signed over timestamp and body, and come again until accepted', async () => {
    const { url, received } = await receiver(2);
    const { post } = await open(url);
    await post('/charges', 'k1', ask);
    await until(() => received.length === 3);
    const { body = '', signature = '' } = received[0] ?? {};
    const timestamp = Number(/^t=(\d+),/.exec(signature)?.[1]);
    expect(signature).toBe(signWebhook(secret, body, new Date(timestamp * 1000)));
    expect(new Set(received.map((one) => one.body)).size).toBe(1);
  });

  test('that nobody accepted are sent by the next process', async () => {
    const before = await open('http://127.0.0.1:9/nobody');
    await before.post('/charges', 'k1', ask);
    await before.close();
    const { url, types } = await receiver();
    await open(url);
    await until(() => types().length === 1);
    expect(types()).toEqual(['charge.authorized']);
  });

  test('are duplicated, reordered and dropped by token', async () => {
    const { url, types } = await receiver();
    const { post } = await open(url);
    const pay = async (token: string) => {
      const { id } = (await post('/charges', `${token}-1`, { ...ask, token })).json;
      await post(`/charges/${id}/capture`, `${token}-2`, { amount: 1500 });
    };
    await pay('tok_dropped_webhooks');
    await pay('tok_reordered_webhooks');
    await until(() => types().length === 2);
    expect(types()).toEqual(['charge.captured', 'charge.authorized']);
    await pay('tok_duplicate_webhooks');
    await until(() => types().length === 8);
  });
});
