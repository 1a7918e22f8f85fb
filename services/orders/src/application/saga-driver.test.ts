import { afterEach, describe, expect, it } from '@jest/globals';
import type { OrderId } from '@arcade/contracts';
import { createLogger, currentTrace, newId, traceOf, withTrace, type Trace, readingAt } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { anOrder } from '../domain/order-samples.fixture.ts';
import type { StoredOrder } from './order-repository.ts';
import { createSagaDriver, type SagaDriver } from './saga-driver.ts';

describe('createSagaDriver', () => {
  let driver: SagaDriver;
  afterEach(() => driver.stop());

  it('runs each saga in the trace of what set it going, and by nobody’s deadline', async () => {
    const runs: { orderId: OrderId; trace: Trace | undefined; end: () => void }[] = [];
    driver = createSagaDriver({
      orders: { claim: async (orderId) => storedOrder(orderId), claimDue: async () => [] },
      run: ({ order: { orderId } }) =>
        new Promise<void>((end) => void runs.push({ orderId, trace: currentTrace(), end })),
      logger: createLogger('orders', 'silent'),
      concurrency: 1,
      pollMs: 60_000,
    });
    const wanted = [1, 2, 3].map(() => ({ orderId: newId<OrderId>(), trace: traceOf(undefined, Date.now()) }));
    for (const { orderId, trace } of wanted) withTrace(trace, () => driver.advance(orderId));
    const alone = newId<OrderId>();
    driver.advance(alone);
    for (let index = 0; index < 4; index++) {
      await eventually(() => runs.length > index);
      runs[index]?.end();
    }
    expect(runs.map(({ orderId, trace }) => ({ orderId, trace }))).toEqual([
      ...wanted.map(({ orderId, trace: { traceId, traceparent } }) => ({ orderId, trace: { traceId, traceparent } })),
      { orderId: alone, trace: undefined },
    ]);
  });
});

const storedOrder = (orderId: OrderId): StoredOrder => ({
  order: anOrder(undefined, { orderId }),
  claimNo: 1,
  attempt: 0,
  ...readingAt(new Date()),
});
