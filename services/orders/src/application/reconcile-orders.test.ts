import { expect, it } from '@jest/globals';
import type { OrderId } from '@arcade/contracts';
import { createLogger } from '@arcade/service-defaults';
import type { OrdersContext } from './orders-context.ts';
import { reconcileOrders } from './reconcile-orders.ts';

const unanswered: OrderId = '01900000-0000-7000-8000-000000000001';
const answered: OrderId = '01900000-0000-7000-8000-000000000002';

it('tells of stuck sagas first, and asks about every order although one question fails', async () => {
  const seen: string[] = [];
  const ctx = {
    logger: createLogger('orders', 'silent'),
    orders: {
      reviveSagas: () => Promise.resolve(0),
      stuckSagas: () => Promise.resolve(3),
      quietUnpaid: () => Promise.resolve([unanswered, answered]),
      update: () => Promise.resolve({}),
    },
    neighbours: {
      newestPayment: (orderId: OrderId) => {
        seen.push(`asked ${orderId}`);
        return orderId === unanswered ? Promise.reject(new Error('payments is down')) : Promise.resolve(null);
      },
    },
    advance: (orderId: OrderId) => seen.push(`advanced ${orderId}`),
  } as unknown as OrdersContext;
  await reconcileOrders(ctx, {
    quietSeconds: 1,
    lateSeconds: 1,
    alarmSeconds: 1,
    batch: 10,
    onStuck: (sagas) => seen.push(`${sagas} stuck`),
  });
  expect(seen).toEqual(['3 stuck', `asked ${unanswered}`, `asked ${answered}`, `advanced ${answered}`]);
});
