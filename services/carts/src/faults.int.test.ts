import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cartsApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, eventually, freePort, testKeys, type DirectDapr } from '@arcade/testing';
import { guestOf, openShop, settles, someUser, type Shop } from './shop.contract.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ CART_IDLE_SECONDS: '3', CART_GUEST_IDLE_SECONDS: '2', CART_HOLD_SECONDS: '2' });
});
afterAll(async () => {
  const violations = await shop.violations();
  await shop.close();
  expect(violations).toEqual([]);
});

const published = (topic: string, cartId: string, reason?: string) =>
  shop.daprs.carts.published.some(({ topic: heard, event }) => {
    const data = event.data as { cartId: string; reason?: string };
    return heard === topic && data.cartId === cartId && data.reason === reason;
  });

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

describe('a hold that ends', () => {
  it('is over at once when read, tells the page, and can be taken again', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const cart = (await shop.add(ada, chair, 2)).body;
    await settles(async () => {
      expect(await shop.read(ada)).toMatchObject({
        heldUntil: null,
        items: [{ quantity: 2, held: 0, problems: [{ code: 'hold-expired' }] }],
      });
    });
    await eventually(async () => {
      await shop.relayInventory();
      return published('carts.cart-changed', cart.cartId, 'hold-expired');
    });
    expect((await shop.extend(ada)).body.items).toMatchObject([{ quantity: 2, held: 2, problems: [] }]);
  });
});

describe('an idle cart', () => {
  it('expires, tells so, and gives its units back', async () => {
    const chair = await shop.offer({ stock: 5 });
    const guest = (await shop.add({}, chair, 2)).body;
    await eventually(() => published('carts.cart-expired', guest.cartId));
    await settles(async () => expect((await shop.stockOf(chair)).quantityReserved).toBe(0));
    expect((await shop.read(guestOf(guest))).items).toEqual([]);
  });

  it('is ended by its reminder, which is armed anew when it fires early and goes when all is over', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const { cartId } = (await shop.add(ada, chair)).body;
    const reminder = () => shop.daprs.carts.reminders().find(({ actorId }) => actorId === cartId);
    const first = await eventually(reminder);
    expect(first).toMatchObject({ actorType: 'Cart', name: 'idle', dueTime: '3s' });
    expect(await shop.daprs.carts.fire(first)).toBe(200);
    expect((await shop.read(ada)).cartId).toBe(cartId);
    await shop.db
      .updateTable('carts')
      .set({ expires_at: new Date(0) })
      .where('cart_id', '=', cartId)
      .execute();
    expect(await shop.daprs.carts.fire(await eventually(reminder))).toBe(200);
    await eventually(() => published('carts.cart-expired', cartId));
    await eventually(() => reminder() === undefined);
    expect((await shop.read(ada)).cartId).not.toBe(cartId);
  });

  it('does not expire while it is used', async () => {
    const chair = await shop.offer({ stock: 5 });
    const ada = someUser();
    const { cartId } = (await shop.add(ada, chair)).body;
    const end = Date.now() + 5000;
    while (Date.now() < end) {
      expect((await shop.read(ada)).cartId).toBe(cartId);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }, 20_000);
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
