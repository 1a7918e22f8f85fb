import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually, freePort, testKeys, type DirectDapr } from '@arcade/testing';
import { openShop, settles, someUser, type Shop } from './shop.fixture.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('when inventory does not answer', () => {
  it('the change stands and the units are held in the end', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.withoutInventory(async () => {
      const { status, body } = await shop.add(ada, chair, 2);
      expect(status).toBe(200);
      expect(body.items).toMatchObject([{ quantity: 2, held: 0, problems: [] }]);
    });
    await settles(async () => {
      expect((await shop.read(ada)).items).toMatchObject([{ quantity: 2, held: 2 }]);
    });
    const metrics = await (await fetch(`${shop.carts.origin}/metrics`)).text();
    expect(Number(/^cart_holds_reconciled_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
  });

  it('a removal is followed, too', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    await shop.add(ada, chair, 2);
    await shop.withoutInventory(() => shop.set(ada, chair, 0));
    await settles(async () => expect((await shop.stockOf(chair)).quantityReserved).toBe(0));
  });
});

describe('when the process dies between the change and the hold', () => {
  it.each(['carts.after-change', 'carts.after-hold'])(
    'at %s, cart and inventory agree in the end',
    async (failpoint) => {
      const chair = await shop.offer({ stock: 5 });
      const ada = someUser();
      const doomed = await spawnCarts({ ARCADE_FAILPOINTS: `${failpoint}=kill` });
      await expect(
        call(doomed.origin, cartsApi.addCartItem, { ...ada, body: { productId: chair.productId, quantity: 2 } }),
      ).rejects.toThrow();
      expect(await doomed.exited).toBe('SIGKILL');
      await settles(async () => {
        expect((await shop.read(ada)).items).toMatchObject([{ quantity: 2, held: 2 }]);
        expect((await shop.stockOf(chair)).quantityReserved).toBe(2);
      });
    },
    40_000,
  );

  it('a repeated request with its key adds once', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const key = newId();
    const doomed = await spawnCarts({ ARCADE_FAILPOINTS: 'carts.after-change=kill' });
    const body = { productId: chair.productId, quantity: 2 };
    await expect(call(doomed.origin, cartsApi.addCartItem, { ...ada, body, idempotencyKey: key })).rejects.toThrow();
    await doomed.exited;
    expect((await shop.add(ada, chair, 2, key)).problem?.code).toBe('idempotency-in-flight');
    await shop.db
      .updateTable('idempotency_keys' as never)
      .set({ claimed_until: new Date(0) } as never)
      .where('idempotency_key' as never, '=', key as never)
      .execute();
    expect((await shop.add(ada, chair, 2, key)).body.items).toMatchObject([{ quantity: 2 }]);
  }, 40_000);
});

/** Carts as a process of its own, with a sidecar's API in front of the same neighbours. */
async function spawnCarts(env: Readonly<Record<string, string>>) {
  const [port, daprPort] = [await freePort(), await freePort()];
  const sidecar = await sidecarOver(shop.daprs.carts, daprPort);
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=development', main], {
    env: {
      ...Object.fromEntries(Object.entries(shop.env).map(([name, value]) => [name, String(value)])),
      PORT: String(port),
      DAPR_HTTP_PORT: String(daprPort),
      ASSERTION_PUBLIC_KEY: testKeys.publicKey,
      ...env,
    },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit').then(([, signal]) => {
    sidecar.close();
    return signal as string;
  });
  const origin = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${origin}/healthz`)).ok, { timeoutMs: 20_000 });
  return { origin, exited };
}

async function sidecarOver(dapr: DirectDapr, port: number): Promise<Server> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      dapr
        .request(req.method as 'GET', req.url ?? '', text === '' ? {} : { body: text })
        .then((answer) => res.writeHead(answer.status).end(answer.text))
        .catch(() => res.writeHead(500).end());
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
