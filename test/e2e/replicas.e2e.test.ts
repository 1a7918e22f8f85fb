import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProblemError } from '@arcade/client';
import { cartsApi, inventoryApi, type Order } from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import { inParallel } from '../../tools/sample-data/patient-client.ts';
import { manyPeople, startOwnArcade, type OwnArcade } from './own-arcade.ts';
import { newKey, orderIn, pay, placeOrder, type Person } from './shop.ts';

const replicated = ['users', 'products', 'carts', 'inventory', 'orders', 'payments'] as const;
const units = 20;
/** Of a saga, the longest that a process has anything for itself. */
const claimMs = 15_000;

/** Buys one unit; each step may be asked for again, so each has its key. */
async function buyPatiently(buyer: Person, productId: string): Promise<Order> {
  const body = { productId, quantity: 1 };
  const cart = (await buyer.client.call(cartsApi.addCartItem, { body }, { idempotencyKey: newKey() })).body;
  const order = await placeOrder(buyer, cart);
  await pay(buyer, order.orderId);
  return order;
}

describe('two of each service, each with a sidecar of its own', () => {
  let arcade: OwnArcade;
  const processes = replicated.flatMap((name) => [name, `${name}-2`]);

  beforeAll(async () => {
    const replicas = Object.fromEntries(replicated.map((name) => [name, 2]));
    const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = manyPeople;
    arcade = await startOwnArcade({
      instance: 'e2e-replicas',
      replicas,
      serviceEnv: (component) => settings[component.replace(/-\d+$/, '')] ?? {},
    });
  }, 180_000);
  afterAll(() => arcade.platform.stop(), 120_000);

  const killEach = async (signal: AbortSignal) => {
    for (const name of processes.flatMap((process) => [process, `${process}-dapr`])) {
      if (signal.aborted) return;
      await arcade.platform.kill(name);
      await sleep(500);
    }
  };
  const freezeSeconds = async () => {
    await sleep(1000);
    const names = replicated.flatMap((name) => [`${name}-2`, `${name}-2-dapr`]);
    await Promise.all(names.map((name) => arcade.platform.kill(name, 'SIGSTOP')));
    await sleep(claimMs * 1.5);
    await Promise.all(names.map((name) => arcade.platform.kill(name, 'SIGCONT')));
  };

  /** Requests that a process has answered since it began, also those with which its sidecar made its acquaintance. */
  const answered = async (name: string) => {
    const text = await (await fetch(`http://127.0.0.1:${arcade.platform.port(name, 'http')}/metrics`)).text();
    const counts = text.matchAll(/^http_request_duration_seconds_count\{.*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  };

  const answeredByAll = () => Promise.all(processes.map(answered));

  /** Buyers of all units and as many again; gives the orders, and why the others have none. */
  const sellOut = async (disturb: (signal: AbortSignal) => Promise<void>) => {
    const { shop } = arcade;
    const { productId } = await shop.offer({ stock: units });
    const buyers: Person[] = [];
    await inParallel(Array.from({ length: 2 * units }), 5, async () => void buyers.push(await shop.register()));
    const bought: { readonly buyer: Person; readonly order: Order }[] = [];
    const refusals = new Set<unknown>();
    const over = new AbortController();
    const disturbing = disturb(over.signal);
    await inParallel(buyers, 5, async (buyer) => {
      try {
        bought.push({ buyer, order: await buyPatiently(buyer, productId) });
      } catch (error) {
        refusals.add(error instanceof ProblemError ? error.code : error);
      }
    });
    over.abort();
    await disturbing;
    const ended = await Promise.all(
      bought.map(({ buyer, order }) => orderIn(buyer, order.orderId, ['CONFIRMED', 'CANCELLED'], 120_000)),
    );
    const left = (await shop.anonymous.call(inventoryApi.getInventory, { params: { productId } })).body;
    return { confirmed: ended.filter(({ status }) => status === 'CONFIRMED').length, refusals, left };
  };

  it('share the work and sell each unit once', async () => {
    const before = await answeredByAll();
    const { confirmed, refusals, left } = await sellOut(async () => {});
    expect({ confirmed, refusals }).toEqual({ confirmed: units, refusals: new Set(['insufficient-stock']) });
    expect(left).toMatchObject({ quantityAvailable: 0, quantityReserved: 0 });
    await arcade.expectConsistent();
    // Callers change their replica every few seconds.
    await eventually(
      async () => {
        await buyPatiently(await arcade.shop.register(), (await arcade.shop.offer({ stock: 1 })).productId);
        const after = await answeredByAll();
        expect(processes.filter((_, index) => (after[index] ?? 0) <= (before[index] ?? 0))).toEqual([]);
        return true;
      },
      { timeoutMs: 90_000, intervalMs: 1000 },
    );
  }, 300_000);

  it.each([
    ['die, one after the other', killEach],
    ['stand still, the second of each, for longer than claims last', freezeSeconds],
  ])(
    'sell each unit once while processes and sidecars %s',
    async (_, disturb) => {
      const { confirmed, refusals, left } = await sellOut(disturb);
      expect({ confirmed, refusals }).toEqual({ confirmed: units, refusals: new Set(['insufficient-stock']) });
      expect(left).toMatchObject({ quantityAvailable: 0, quantityReserved: 0 });
      await arcade.expectConsistent();
    },
    300_000,
  );
});
