import { afterAll, jest } from '@jest/globals';
import { StockChanged, inventoryApi, type EventData, type ServiceName } from '@arcade/contracts';
import {
  createAssertionVerifier,
  createHttpApp,
  createLogger,
  mount,
  newId,
  systemClock,
  type Audit,
  type Dapr,
} from '@arcade/service-defaults';
import { startApp, testAppToken, testKeys, type StartedApp } from '@arcade/testing';
import { register } from 'prom-client';
import type { Consuming, Messaging, MessagingOptions } from './messaging.ts';
import type { AfterCommit } from './subscription.ts';
import { outgoing, type OutgoingEvent } from './outgoing-event.ts';

export type Stock = EventData<typeof StockChanged>;

/** Runs in the handler's transaction, where its effect is written. */
export type Reaction = (stock: Stock, afterCommit: AfterCommit) => Promise<OutgoingEvent | undefined>;

/** A service that consumes, whether or not it also produces. */
export interface ConsumingSide {
  readonly messaging: Consuming | Messaging;
  /** Ids of the events whose effect is in the store. */
  effects(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Side extends ConsumingSide {
  readonly messaging: Messaging;
  /** Commits a change of state together with its events. */
  produce(...events: readonly OutgoingEvent[]): Promise<void>;
  /** Writes a change and takes it back. */
  produceAndRollBack(event: OutgoingEvent): Promise<void>;
}

/** A store that keeps a log, too. */
export interface LogStore extends ContractStore {
  /** As if these events of the log had been sent so many days ago. */
  age(seqs: readonly number[], days: number): Promise<void>;
}

export interface ContractStore<Opened extends ConsumingSide = Side> {
  /** Messaging of a service in this database; with a reaction it subscribes to `StockChanged`. */
  open(options: Omit<MessagingOptions<never>, 'subscriptions'>, reaction?: Reaction): Promise<Opened>;
  drop(): Promise<void>;
}

export type NewStore<Opened extends ConsumingSide = Side> = (service: string) => Promise<ContractStore<Opened>>;
export type NewLogStore = (service: string) => Promise<LogStore>;
export type OpenOptions = Partial<MessagingOptions<never>> & { readonly reaction?: Reaction };

export const silent = createLogger('test', 'silent');

/** What the suites start; everything ends after the last test. */
export function messagingUnderTest<Opened extends ConsumingSide, Store extends ContractStore<Opened>>(
  newStore: (service: string) => Promise<Store & ContractStore<Opened>>,
) {
  jest.setTimeout(120_000);
  const endings: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const end of endings.toReversed()) await end();
  });

  return {
    endings,
    newDb: async (name: string): Promise<Store> => {
      const store = await newStore(name);
      endings.push(() => store.drop());
      return store;
    },
    open: async (
      store: ContractStore<Opened>,
      service: ServiceName,
      dapr: Dapr,
      options: OpenOptions = {},
    ): Promise<Opened> => {
      const { reaction, ...rest } = options;
      const quick = { logger: silent, catchUpSeconds: 1, retryDelayMs: 1 };
      const side = await store.open({ service, dapr, ...quick, ...rest }, reaction);
      endings.push(() => side.close());
      return side;
    },
    /** With relay and catch-up. */
    serving: async (side: ConsumingSide): Promise<StartedApp> => {
      const app = await appOf(side);
      const started = await startApp({ app, background: side.messaging.background });
      endings.push(started.stop);
      return started;
    },
    /** Without background work: nothing happens but what the test delivers. */
    listening: async (side: ConsumingSide): Promise<StartedApp> => {
      const started = await startApp({ app: await appOf(side) });
      endings.push(started.stop);
      return started;
    },
  };
}

/** These suites are about events; the trail has its own tests. */
const unaudited: Audit = (_endpoint, call, handler) => handler(call);

const nothing = Promise.resolve({ body: { items: [], lastSeq: 0 } });

async function appOf({ messaging }: ConsumingSide) {
  const { readInventoryEvents, listInventoryDeadLetters, replayInventoryDeadLetter } = inventoryApi;
  const verifyAssertion = await createAssertionVerifier(testKeys.publicKey);
  const operations = mount(
    { readInventoryEvents, listInventoryDeadLetters, replayInventoryDeadLetter },
    {
      readInventoryEvents: (call) => ('readEvents' in messaging ? messaging.readEvents(call) : nothing),
      listInventoryDeadLetters: messaging.listDeadLetters,
      replayInventoryDeadLetter: messaging.replayDeadLetter,
    },
    { verifyAssertion, clock: systemClock, audit: unaudited },
  );
  return createHttpApp({ logger: silent, appApiToken: testAppToken, routers: [messaging.routes, operations] });
}

export type UnderTest<Opened extends ConsumingSide> = ReturnType<
  typeof messagingUnderTest<Opened, ContractStore<Opened>>
>;

export const stockChanged = (productId: string, version = 1, causationId?: string): OutgoingEvent =>
  outgoing(
    StockChanged,
    { id: productId, version },
    StockChanged.payload.parse({ productId, quantityAvailable: 9, quantityReserved: 2, quantitySellable: 7 }),
    causationId,
  );

export const doNothing: Reaction = async () => undefined;

/** An event as it comes from another service. */
export function arriving(productId: string, version: number) {
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

export const versionOf = (data: unknown) => (data as Stock).aggregateVersion;

export const logOf = async ({ messaging }: Side) =>
  (await messaging.readEvents({ query: { after: 0, limit: 500 } })).body.items;

/** The value of a counter over all labels, or those given. */
export async function counted(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const metric = await register.getSingleMetric(name)?.get();
  const matching = (metric?.values ?? []).filter((value) =>
    Object.entries(labels).every(([label, expected]) => value.labels[label] === expected),
  );
  return matching.reduce((sum, { value }) => sum + value, 0);
}
