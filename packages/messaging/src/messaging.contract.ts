import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  CartChanged,
  StockChanged,
  inventoryApi,
  type CartId,
  type EventData,
  type ServiceName,
} from '@arcade/contracts';
import {
  createAssertionVerifier,
  createFailpoints,
  createHttpApp,
  mount,
  newId,
  systemClock,
} from '@arcade/service-defaults';
import { createLogger, type Dapr } from '@arcade/service-defaults';
import {
  deliver,
  directDapr,
  eventually,
  startApp,
  testAppToken,
  testKeys,
  type DirectDapr,
  type StartedApp,
} from '@arcade/testing';
import { register } from 'prom-client';
import type { Messaging, MessagingOptions } from './messaging.ts';
import type { OutgoingEvent } from './outgoing-event.ts';
import { outgoing } from './outgoing-event.ts';

export type Stock = EventData<typeof StockChanged>;

/** Runs in the handler's transaction after its effect was written. */
export type Reaction = (stock: Stock) => Promise<OutgoingEvent | undefined>;

export interface Side {
  readonly messaging: Messaging;
  /** Commits a change of state together with its events. */
  produce(...events: readonly OutgoingEvent[]): Promise<void>;
  /** Writes a change and takes it back. */
  produceAndRollBack(event: OutgoingEvent): Promise<void>;
  /** Ids of the events whose effect is in the store. */
  effects(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ContractStore {
  /** Messaging of a service in this database; with a reaction it subscribes to `StockChanged`. */
  open(options: Omit<MessagingOptions<never>, 'subscriptions'>, reaction?: Reaction): Promise<Side>;
  drop(): Promise<void>;
}

/** What an event path over any store has to do. */
export function messagingContract(newStore: (service: string) => Promise<ContractStore>): void {
  jest.setTimeout(60_000);
  const logger = createLogger('test', 'silent');
  const endings: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const end of endings.toReversed()) await end();
  });

  const open = async (
    store: ContractStore,
    service: ServiceName,
    dapr: Dapr,
    options: Partial<MessagingOptions<never>> & { reaction?: Reaction } = {},
  ) => {
    const { reaction, ...rest } = options;
    const side = await store.open({ service, dapr, logger, catchUpSeconds: 1, retryDelayMs: 1, ...rest }, reaction);
    endings.push(side.close);
    return side;
  };
  const serving = async ({ messaging }: Side, port?: number): Promise<StartedApp> => {
    const { readInventoryEvents } = inventoryApi;
    const verifyAssertion = await createAssertionVerifier(testKeys.publicKey);
    const app = createHttpApp({
      logger,
      appApiToken: testAppToken,
      routers: [
        messaging.routes,
        mount(
          { readInventoryEvents },
          { readInventoryEvents: messaging.readEvents },
          { verifyAssertion, clock: systemClock },
        ),
      ],
    });
    const started = await startApp({ app, background: messaging.background }, port === undefined ? {} : { port });
    endings.push(started.stop);
    return started;
  };
  const newDb = async (name: string) => {
    const store = await newStore(name);
    endings.push(() => store.drop());
    return store;
  };

  describe('producing', () => {
    let store: ContractStore;
    let dapr: DirectDapr;
    let side: Side;
    beforeAll(async () => {
      store = await newDb('producer');
      dapr = directDapr({}, 'inventory');
      side = await open(store, 'inventory', dapr);
      const { stop } = await serving(side);
      endings.push(stop);
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
      { timeoutMs: 30_000 },
    );
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: writers * each }, (_, index) => index + 1));
    expect(new Set(events.map(({ data }) => data['eventId'])).size).toBe(writers * each);
    for (const own of Map.groupBy(events, ({ data }) => data['aggregateId']).values()) {
      expect(own.map(({ data }) => data['aggregateVersion'])).toEqual(own.map((_, index) => index + 1));
    }
    const ids = () => new Set(daprs.flatMap(({ published }) => published.map(({ event }) => event.id)));
    await eventually(() => ids().size === writers * each, { timeoutMs: 30_000 });
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
    await eventually(() => dapr.published.length >= 5, { timeoutMs: 20_000 });
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
    const heard = dapr.published.length;
    const next = await open(store, 'inventory', dapr);
    await serving(next);
    const sent = await eventually(() => dapr.published[heard], { timeoutMs: 20_000 });
    expect(sent.event.subject).toBe(event.aggregate.id);
  });

  describe('consuming', () => {
    const setUp = async (options: Parameters<typeof open>[3] = {}) => {
      const dapr = directDapr({}, 'carts');
      const side = await open(await newDb('consumer'), 'carts', dapr, { reaction: doNothing, ...options });
      // Without background work: nothing but what the test delivers.
      const app = createHttpApp({ logger, appApiToken: testAppToken, routers: [side.messaging.routes] });
      const started = await startApp({ app });
      endings.push(started.stop);
      return { side, dapr, ...started };
    };

    it('takes effect once for an event that comes twice, also at the same time', async () => {
      const { side, origin } = await setUp();
      const event = arriving(newId(), 1);
      const answers = await Promise.all([deliver(origin, event), deliver(origin, event), deliver(origin, event)]);
      answers.push(await deliver(origin, event));
      expect(answers.map(({ outcome }) => outcome)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS', 'SUCCESS']);
      expect(await side.effects()).toEqual([event.event.id]);
    });

    it('hears events of one aggregate in whatever order they come, with their versions', async () => {
      const versions: number[] = [];
      const { origin } = await setUp({
        reaction: async ({ aggregateVersion }) => void versions.push(aggregateVersion),
      });
      const productId = newId();
      for (const version of [2, 1, 3]) await deliver(origin, arriving(productId, version));
      expect(versions).toEqual([2, 1, 3]);
    });

    it('takes back the effect of a handler that throws, and asks for the event again', async () => {
      let failing = true;
      const reaction = async () => {
        if (failing) throw new Error('not now');
      };
      const { side, origin } = await setUp({ reaction: reaction as Reaction });
      const event = arriving(newId(), 1);
      expect(await deliver(origin, event)).toEqual({ status: 200, outcome: 'RETRY' });
      expect(await side.effects()).toEqual([]);
      failing = false;
      expect(await deliver(origin, event)).toEqual({ status: 200, outcome: 'SUCCESS' });
      expect(await side.effects()).toEqual([event.event.id]);
    });

    it('gives up an event that fails again and again, keeps it, and processes it when replayed', async () => {
      let failing = true;
      const reaction = async () => {
        if (failing) throw new Error('never');
      };
      const { side, origin } = await setUp({ reaction: reaction as Reaction, poisonAttempts: 3 });
      const event = arriving(newId(), 1);
      const before = await deadLettersCounted();
      const outcomes: string[] = [];
      for (let attempt = 1; attempt <= 4; attempt++) outcomes.push((await deliver(origin, event)).outcome);
      expect(outcomes).toEqual(['RETRY', 'RETRY', 'SUCCESS', 'SUCCESS']);
      expect(await deadLettersCounted()).toBe(before + 1);
      const [letter] = await side.messaging.deadLetters();
      expect(letter).toMatchObject({
        eventId: event.event.id,
        topic: event.topic,
        attempts: 3,
        data: event.event.data,
      });
      expect(letter?.reason).toContain('never');
      await expect(side.messaging.replay(event.event.id)).rejects.toThrow('never');
      expect(await side.effects()).toEqual([]);
      failing = false;
      expect(await side.messaging.replay(event.event.id)).toBe(true);
      expect(await side.messaging.replay(event.event.id)).toBe(false);
      expect(await side.effects()).toEqual([event.event.id]);
      expect(await side.messaging.deadLetters()).toEqual([]);
      expect((await deliver(origin, event)).outcome).toBe('SUCCESS');
      expect(await side.effects()).toEqual([event.event.id]);
    });

    it('keeps what is no event of ours as a dead letter, once, instead of losing or repeating it', async () => {
      const { side, origin } = await setUp();
      const event = arriving(newId(), 1);
      const poison = { ...event, event: { ...event.event, data: { ...(event.event.data as object), productId: 7 } } };
      expect((await deliver(origin, poison)).outcome).toBe('SUCCESS');
      expect((await deliver(origin, poison)).outcome).toBe('SUCCESS');
      const response = await fetch(`${origin}/subscriptions/inventory.unheard-of`, {
        method: 'POST',
        headers: { 'dapr-api-token': testAppToken, 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify({ hello: 'world' }),
      });
      expect(await response.json()).toEqual({ status: 'SUCCESS' });
      const letters = await side.messaging.deadLetters();
      expect(letters.map(({ topic }) => topic).toSorted()).toEqual(['inventory.stock-changed', 'inventory.unheard-of']);
      expect(await side.effects()).toEqual([]);
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
      const { event: sent } = await eventually(() =>
        dapr.published.find(({ event: { subject } }) => subject === cartId),
      );
      expect(sent.data).toMatchObject({ causationId: event.event.id });
    });
  });
}

export const stockChanged = (productId: string, version = 1, causationId?: string): OutgoingEvent =>
  outgoing(
    StockChanged,
    { id: productId, version },
    StockChanged.payload.parse({ productId, quantityAvailable: 9, quantityReserved: 2, quantitySellable: 7 }),
    causationId,
  );

const doNothing: Reaction = async () => undefined;

/** An event as it comes from another service. */
function arriving(productId: string, version: number) {
  const eventId = newId<string>();
  const data = {
    ...(stockChanged(productId).payload as object),
    eventId,
    aggregateId: productId,
    aggregateVersion: version,
    seq: version,
    occurredAt: new Date().toISOString(),
  };
  const event = {
    specversion: '1.0',
    id: eventId,
    source: '/arcade/inventory',
    type: StockChanged.type,
    data,
  } as const;
  return { topic: StockChanged.topic, event };
}

const versionOf = (data: unknown) => (data as Stock).aggregateVersion;

const logOf = async ({ messaging }: Side) =>
  (await messaging.readEvents({ query: { after: 0, limit: 500 } })).body.items;

async function deadLettersCounted(): Promise<number> {
  const metric = await register.getSingleMetric('events_dead_letters_total')?.get();
  return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
}
