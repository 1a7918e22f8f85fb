import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CartChanged, StockChanged, type CartId } from '@arcade/contracts';
import { createFailpoints, newId, traceOf, withTrace, type Dapr } from '@arcade/service-defaults';
import { deliver, directDapr, eventually, type DirectDapr } from '@arcade/testing';
import { register } from 'prom-client';
import {
  arriving,
  logOf,
  messagingUnderTest,
  stockChanged,
  versionOf,
  type NewLogStore,
  type Side,
} from './messaging-under-test.fixture.ts';
import { outgoing } from './outgoing-event.ts';

/** The producer's side: log and relay. */
export function producingContract(newStore: NewLogStore): void {
  const { newDb, open, serving } = messagingUnderTest(newStore);

  describe('a committed event', () => {
    let dapr: DirectDapr;
    let side: Side;
    beforeAll(async () => {
      dapr = directDapr({}, 'inventory');
      side = await open(await newDb('producer'), 'inventory', dapr);
      await serving(side);
    });

    it('publishes a committed event as a CloudEvent with its place in the log', async () => {
      const event = stockChanged(newId());
      await side.produce(event);
      side.messaging.nudge();
      const { topic, event: sent } = await eventually(() =>
        dapr.published.find(({ event: { subject } }) => subject === event.aggregate.id),
      );
      expect(topic).toBe('inventory.stock-changed');
      expect(sent).toMatchObject({ specversion: '1.0', type: StockChanged.type, source: '/arcade/inventory' });
      const data = StockChanged.data.parse(sent.data);
      expect(data).toMatchObject({ aggregateId: event.aggregate.id, aggregateVersion: 1, seq: expect.any(Number) });
      expect(sent.id).toBe(data.eventId);
      expect(Math.abs(Date.parse(data.occurredAt) - Date.now())).toBeLessThan(60_000);
      const { body } = await side.messaging.readEvents({ query: { after: (data.seq ?? 0) - 1, limit: 1 } });
      expect(body.items).toEqual([{ seq: data.seq, topic, type: StockChanged.type, data: sent.data }]);
    });

    it('publishes it in the trace in which it was written, or in the one that it brings', async () => {
      const [writing, asking] = [traceOf(undefined), traceOf(undefined)];
      const plain = stockChanged(newId());
      const traced = { ...stockChanged(newId()), traceparent: asking.traceparent };
      await withTrace(writing, () => side.produce(plain, traced));
      side.messaging.nudge();
      for (const [{ aggregate }, { traceparent }] of [[plain, writing] as const, [traced, asking] as const]) {
        const sent = await eventually(() => dapr.published.find(({ event }) => event.subject === aggregate.id));
        expect(sent.event.traceparent).toBe(traceparent);
      }
    });

    it('publishes nothing of a change that was rolled back', async () => {
      const undone = stockChanged(newId());
      await side.produceAndRollBack(undone);
      const event = stockChanged(newId());
      await side.produce(event);
      side.messaging.nudge();
      await eventually(() => dapr.published.some(({ event: { subject } }) => subject === event.aggregate.id));
      expect(dapr.published.some(({ event: { subject } }) => subject === undone.aggregate.id)).toBe(false);
      expect((await logOf(side)).some(({ data }) => data['aggregateId'] === undone.aggregate.id)).toBe(false);
    });

    it('refuses a payload that its definition does not allow', async () => {
      const wrong = { ...stockChanged(newId()), payload: { productId: 'x' } };
      await expect(side.produce(wrong)).rejects.toThrow();
    });
  });

  it('numbers the log without gaps while many write and two relays run, each event once, versions in order', async () => {
    const store = await newDb('sequence');
    const daprs = [directDapr({}, 'inventory'), directDapr({}, 'inventory')] as const;
    const sides = [await open(store, 'inventory', daprs[0]), await open(store, 'inventory', daprs[1])] as const;
    for (const side of sides) await serving(side);
    const writers = 8;
    const each = 15;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const side = sides[writer % 2 === 0 ? 0 : 1];
        const productId = newId();
        for (let version = 1; version <= each; version++) {
          await side.produce(stockChanged(productId, version));
          if (version % 3 === 0) side.messaging.nudge();
        }
      }),
    );
    const events = await eventually(
      async () => {
        const log = await logOf(sides[0]);
        return log.length === writers * each && log;
      },
      { timeoutMs: 60_000 },
    );
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: writers * each }, (_, index) => index + 1));
    expect(new Set(events.map(({ data }) => data['eventId'])).size).toBe(writers * each);
    for (const own of Map.groupBy(events, ({ data }) => data['aggregateId']).values()) {
      expect(own.map(({ data }) => data['aggregateVersion'])).toEqual(own.map((_, index) => index + 1));
    }
    const ids = () => new Set(daprs.flatMap(({ published }) => published.map(({ event }) => event.id)));
    await eventually(() => ids().size === writers * each, { timeoutMs: 60_000 });
  });

  it('reads the log by topic and says how far it looked', async () => {
    const side = await open(await newDb('topics'), 'inventory', directDapr({}, 'inventory'));
    await serving(side);
    await side.produce(stockChanged(newId()), stockChanged(newId()), stockChanged(newId()));
    await eventually(async () => (await logOf(side)).length === 3);
    const read = async (query: { after: number; limit: number; topics?: string }) =>
      (await side.messaging.readEvents({ query })).body;
    expect(await read({ after: 0, limit: 100, topics: 'inventory.stock-reserved' })).toEqual({ items: [], lastSeq: 3 });
    expect(await read({ after: 0, limit: 2, topics: 'inventory.stock-changed' })).toMatchObject({ lastSeq: 2 });
    expect(await read({ after: 3, limit: 2 })).toEqual({ items: [], lastSeq: 3 });
    expect((await read({ after: 2, limit: 2 })).items.map(({ seq }) => seq)).toEqual([3]);
  });

  it('keeps numbering while the broker is away and publishes everything, in order, when it is back', async () => {
    const dapr = directDapr({}, 'inventory');
    let away = true;
    const flaky: Dapr = {
      ...dapr,
      publish: async (topic, event) => {
        if (away) throw new Error('no broker');
        await dapr.publish(topic, event);
      },
    };
    const side = await open(await newDb('away'), 'inventory', flaky);
    await serving(side);
    const productId = newId();
    for (let version = 1; version <= 5; version++) {
      await side.produce(stockChanged(productId, version));
      side.messaging.nudge();
    }
    await eventually(async () => (await logOf(side)).length === 5);
    expect(await register.metrics()).toMatch(/events_outbox_backlog\{service="inventory"\} [1-9]/);
    expect(dapr.published).toEqual([]);
    away = false;
    await eventually(() => dapr.published.length >= 5, { timeoutMs: 60_000 });
    expect(dapr.published.map(({ event }) => versionOf(event.data))).toEqual([1, 2, 3, 4, 5]);
  });

  it.each(['after-number', 'after-publish'])('loses nothing when a relay ends %s', async (point) => {
    const store = await newDb('restart');
    const dapr = directDapr({}, 'inventory');
    const failpoints = createFailpoints(`inventory.${point}=error`);
    const broken = await open(store, 'inventory', dapr, { failpoints });
    const { stop } = await serving(broken);
    const event = stockChanged(newId());
    await broken.produce(event);
    await eventually(async () => (await logOf(broken)).length === 1);
    await stop();
    const before = dapr.published.length;
    const next = await open(store, 'inventory', dapr);
    await serving(next);
    const sent = await eventually(() => dapr.published[before], { timeoutMs: 60_000 });
    expect(sent.event.subject).toBe(event.aggregate.id);
  });

  it('forgets what is older than a month from the front of its log only, and never where it stands', async () => {
    const store = await newDb('retention');
    const dapr = directDapr({}, 'inventory');
    const side = await open(store, 'inventory', dapr);
    const { stop } = await serving(side);
    await side.produce(...Array.from({ length: 4 }, () => stockChanged(newId())));
    await eventually(() => dapr.published.length === 4);
    await eventually(async () => (await logOf(side)).length === 4);
    await stop();
    // The second was given to the broker late. What forgets runs hourly, and at once.
    const kept = async (seqs: readonly number[]) => {
      await store.age(seqs, 31);
      const again = await open(store, 'inventory', dapr);
      const serve = await serving(again);
      await sleep(1500);
      await serve.stop();
      return (await logOf(again)).map(({ seq }) => seq);
    };
    expect(await kept([1, 3])).toEqual([2, 3, 4]);
    expect(await kept([2, 3, 4])).toEqual(expect.not.arrayContaining([2, 3]));
    const last = await open(store, 'inventory', dapr);
    await serving(last);
    await last.produce(stockChanged(newId()));
    await eventually(async () => (await logOf(last)).at(-1)?.seq === 5);
  });

  it('writes its own events in the handler’s transaction and publishes them', async () => {
    const cartId = newId<CartId>();
    const dapr = directDapr({}, 'carts');
    const side = await open(await newDb('chain'), 'carts', dapr, {
      reaction: async ({ eventId }) =>
        outgoing(CartChanged, { id: cartId, version: 1 }, { cartId, userId: null, reason: 'closed' }, eventId),
    });
    const { origin } = await serving(side);
    const event = arriving(newId(), 1);
    expect((await deliver(origin, event)).outcome).toBe('SUCCESS');
    const { event: sent } = await eventually(() => dapr.published.find(({ event: { subject } }) => subject === cartId));
    expect(sent.data).toMatchObject({ causationId: event.event.id });
  });
}
