import { describe, expect, it } from '@jest/globals';
import type { OrderReservation } from '@arcade/contracts';
import { createLogger, currentTrace, noFailpoints, traceOf, withTrace } from '@arcade/service-defaults';
import { setTimeout as sleep } from 'node:timers/promises';
import { anOrder, aQuote, later, someTime, usd } from '../domain/order-samples.fixture.ts';
import type { StoredOrder } from './order-repository.ts';
import type { OrdersContext } from './orders-context.ts';
import { placeOrder } from './place-order.ts';
import { runSaga } from './run-saga.ts';

const slowMs = 60;
const free = [{ discount: 1000 }];

const { totals, ...placed } = anOrder(free);
const placing = { ...placed, expectedTotal: totals.total };

/** Orders whose writes always succeed, among neighbours that take their time. */
function slowShop() {
  const written: StoredOrder[] = [];
  const deadlines: unknown[] = [];
  const reservation = async (outcome: OrderReservation['outcome']) => {
    await sleep(slowMs);
    return { outcome } as OrderReservation;
  };
  const ctx = {
    orders: {
      begin: async () => ({ readAt: someTime, readTick: performance.now(), stored: undefined }),
      insert: async (order: StoredOrder['order'], reading: object) => {
        written.push({ order, claimNo: 1, attempt: 0, ...reading } as StoredOrder);
        return written.at(-1);
      },
      save: async (before: StoredOrder, order: StoredOrder['order']) => {
        written.push({ ...before, order });
        return { kind: 'saved', stored: written.at(-1) };
      },
    },
    neighbours: {
      checkoutCart: async () => {
        await sleep(slowMs);
        return aQuote(free);
      },
      releaseCheckout: async () => void deadlines.push(currentTrace()?.deadline),
      reserveStock: () => reservation('reserved'),
      commitStock: () => reservation('committed'),
    },
    failpoints: noFailpoints,
    logger: createLogger('orders', 'silent'),
    settings: { payMs: 60_000, graceMs: 0, returnMs: 0 },
  } as unknown as OrdersContext;
  return { ctx, written, deadlines };
}

describe('the time of a run', () => {
  it('continues from when the order was read, however long it has waited since', async () => {
    const { ctx } = slowShop();
    const stored = {
      order: anOrder(free),
      claimNo: 1,
      attempt: 0,
      readAt: someTime,
      readTick: performance.now() - 5000,
    };
    const order = await runSaga(ctx, stored);
    expect(order.status).toBe('CONFIRMED');
    expect(order.history.at(-1)?.at.getTime()).toBeGreaterThanOrEqual(later(5000 + 2 * slowMs - 5).getTime());
  });

  it('continues while a cart is being checked out', async () => {
    const { ctx, written } = slowShop();
    const order = await placeOrder(ctx, placing);
    const placedAt = written[0]?.order.createdAt.getTime() ?? 0;
    expect(placedAt).toBeGreaterThanOrEqual(later(slowMs - 5).getTime());
    expect(order.payUntil.getTime()).toBe(placedAt + 60_000);
    expect(order.history.at(-1)?.at.getTime()).toBeGreaterThanOrEqual(placedAt + 2 * slowMs - 5);
  });
});

it('gives a cart back also when the time of the request is over', async () => {
  const { ctx, deadlines } = slowShop();
  const refused = withTrace(traceOf(undefined, Date.now()), () =>
    placeOrder(ctx, { ...placing, expectedTotal: usd(1) }),
  );
  await expect(refused).rejects.toMatchObject({ code: 'price-changed' });
  expect(deadlines).toEqual([undefined]);
});
