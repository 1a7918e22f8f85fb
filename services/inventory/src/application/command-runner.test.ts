import { describe, expect, it } from '@jest/globals';
import { DomainError, type CartId, type ProductId, type ReservationId } from '@arcade/contracts';
import type { OutgoingEvent } from '@arcade/messaging';
import { noFailpoints, traceOf, withTrace } from '@arcade/service-defaults';
import { named } from '../domain/named.fixture.ts';
import type { StockChanges } from '../domain/stock-changes.ts';
import { createCommandRunner } from './command-runner.ts';
import { decided, type Command } from './command.ts';
import type { Look, StockStore, StockTransaction } from './stock-store.ts';

const apple = named<ProductId>('apple');
const applesOnHand = (onHand: number) => ({
  inventoryId: named<never>('i'),
  productId: apple,
  merchantId: named<never>('m'),
  onHand,
  reserved: 0,
  overdue: 0,
  listed: true,
  version: 1,
  lastUpdated: new Date(0),
});

interface Run {
  readonly carts: number;
  readonly locked: boolean;
  readonly reservations: readonly ReservationId[];
  readonly written: readonly StockChanges[];
}

/** A store that remembers transactions; `onWrite` may make one fail or a conflict. */
function runnerOver(onWrite: (transaction: number) => 'fine' | 'conflict' | 'broken' = () => 'fine', parallel = 1) {
  const seen: Run[] = [];
  const transaction = async <Result>(work: (tx: StockTransaction) => Promise<Result>) => {
    const number = seen.length;
    const now = {
      carts: 0,
      locked: false,
      reservations: [] as readonly ReservationId[],
      written: [] as StockChanges[],
    };
    seen.push(now);
    const tx = {
      async look({ carts = [], reservations = [], lockProducts = false }: Look) {
        Object.assign(now, { carts: carts.length, reservations, locked: lockProducts });
        return { carts: new Map(), stock: new Map([[apple, applesOnHand(3)]]) };
      },
      lockDue: async () => ({ orders: [], carts: [], manual: [], lateness: [] }),
      write: async (changes: StockChanges) => void now.written.push(changes),
    } as unknown as StockTransaction;
    // Others arrive while this one is at work.
    await new Promise(setImmediate);
    const result = await work(tx);
    const fate = onWrite(number);
    if (fate === 'broken') throw new Error('the database is gone');
    return fate === 'conflict' ? ({ kind: 'conflict' } as const) : ({ kind: 'committed', result } as const);
  };
  const store = { transaction } as unknown as StockStore;
  const runner = createCommandRunner(
    { store, failpoints: noFailpoints, sweepBatch: 10, onExpired: () => {} },
    { parallel, most: 4 },
  );
  return { seen, runner };
}

/** Takes an apple if there is one. */
const takeApple = (cart: string): Command<string> => ({
  carts: [named<CartId>(cart)],
  products: [apple],
  decide({ stock }) {
    const { onHand = 0, reserved = 0 } = stock.get(apple) ?? {};
    if (reserved >= onHand) return decided('none left');
    return decided('mine', { deltas: [{ productId: apple, onHand: 0, reserved: 1 }] });
  },
});
const carts = (count: number) => Array.from({ length: count }, (_, index) => `cart-${index}`);

describe('commands', () => {
  it('that come alone run alone, those that wait meanwhile share a transaction', async () => {
    const { seen, runner } = runnerOver();
    await Promise.all(carts(7).map((cart) => runner.run(takeApple(cart))));
    expect(seen.map((transaction) => transaction.carts)).toEqual([1, 4, 2]);
  });

  it('that share a transaction see what those before them have taken', async () => {
    const { runner } = runnerOver();
    const results = await Promise.all(carts(5).map((cart) => runner.run(takeApple(cart))));
    expect(results).toEqual(['mine', 'mine', 'mine', 'mine', 'none left']);
  });

  it('of one owner never share a transaction', async () => {
    const { seen, runner } = runnerOver();
    await Promise.all(['a', 'b', 'b', 'c', 'b'].map((cart) => runner.run(takeApple(cart))));
    expect(seen.map((transaction) => transaction.carts)).toEqual([1, 2, 1, 1]);
  });

  it('that fail do not fail the others', async () => {
    const { seen, runner } = runnerOver();
    const refused: Command<string> = {
      decide() {
        throw new DomainError('not-found');
      },
    };
    const [first, failed, last] = await Promise.allSettled([
      runner.run(takeApple('a')),
      runner.run(refused),
      runner.run(takeApple('b')),
    ]);
    expect([first.status, last.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } });
    expect(seen).toHaveLength(2);
  });

  it.each(['conflict', 'broken'] as const)('whose shared transaction is a %s run alone, under locks', async (fate) => {
    const { seen, runner } = runnerOver((number) => (number === 1 ? fate : 'fine'));
    const results = await Promise.all(carts(4).map((cart) => runner.run(takeApple(cart))));
    expect(results).toEqual(['mine', 'mine', 'mine', 'mine']);
    expect(seen.map((transaction) => [transaction.carts, transaction.locked])).toEqual([
      [1, false],
      [3, false],
      [1, true],
      [1, true],
      [1, true],
    ]);
  });

  it('get the database’s own error when it stays broken', async () => {
    const { runner } = runnerOver(() => 'broken');
    const results = await Promise.allSettled(carts(3).map((cart) => runner.run(takeApple(cart))));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('give up when others are always faster', async () => {
    const { runner } = runnerOver(() => 'conflict');
    await expect(runner.run(takeApple('a'))).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('that need overdue units are tried again after a sweep, without the others', async () => {
    const { seen, runner } = runnerOver();
    let asked = 0;
    const needsSweep: Command<string> = {
      products: [apple],
      decide: () => (asked++ < 1 ? { kind: 'sweep', productIds: [apple] } : decided('swept')),
    };
    const results = await Promise.all([runner.run(takeApple('a')), runner.run(takeApple('b')), runner.run(needsSweep)]);
    expect(results).toEqual(['mine', 'mine', 'swept']);
    expect(seen.flatMap(({ written }) => written)).toHaveLength(2);
  });

  it('that are exclusive share their transaction with none, and lock products at once', async () => {
    const { seen, runner } = runnerOver();
    const exclusive = (cart: string) => ({ ...takeApple(cart), exclusive: true });
    const commands = [takeApple('a'), exclusive('b'), takeApple('c'), takeApple('d'), exclusive('e')];
    await Promise.all(commands.map((command) => runner.run(command)));
    expect(seen.map((transaction) => [transaction.carts, transaction.locked])).toEqual([
      [1, false],
      [1, true],
      [2, false],
      [1, true],
    ]);
  });

  it.each(['orders', 'newOrders', 'carts', 'reservations', 'newReservations'] as const)(
    'that name the same of %s never share a transaction',
    async (owners) => {
      const { seen, runner } = runnerOver();
      const naming = (id: string): Command<string> => ({ ...takeApple(id), carts: [], [owners]: [named<never>(id)] });
      await Promise.all(['a', 'b', 'b', 'c'].map((id) => runner.run(naming(id))));
      expect(seen).toHaveLength(3);
    },
  );

  it('look up what should be new only once somebody was faster', async () => {
    const { seen, runner } = runnerOver((number) => (number === 0 ? 'conflict' : 'fine'));
    const reservationId = named<ReservationId>('r');
    await runner.run({ ...takeApple('a'), newReservations: [reservationId], reservations: [] });
    expect(seen.map(({ reservations }) => reservations)).toEqual([[], [reservationId]]);
  });

  it('write events with the trace of whoever asked, also together', async () => {
    const { seen, runner } = runnerOver();
    const event = { payload: 'taken' } as unknown as OutgoingEvent;
    const telling: Command<string> = { decide: () => decided('told', { events: [event] }) };
    const traces = carts(5).map(() => traceOf(undefined));
    await Promise.all(traces.map((trace) => withTrace(trace, () => runner.run(telling))));
    const events = seen.flatMap(({ written }) => written).flatMap((changes) => changes.events ?? []);
    expect(events).toEqual(traces.map(({ traceparent }) => ({ ...event, traceparent })));
    expect(seen.length).toBeLessThan(5);
  });
});
