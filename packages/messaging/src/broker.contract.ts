import { beforeAll, expect, it } from '@jest/globals';
import { StockChanged, type ServiceName } from '@arcade/contracts';
import { createDapr, newId } from '@arcade/service-defaults';
import { eventually, freePort, testApiToken, testSidecar, testVhost, type TestSidecar } from '@arcade/testing';
import { connect } from 'amqplib';
import {
  counted,
  messagingUnderTest,
  stockChanged,
  type ConsumingSide,
  type ContractStore,
  type NewStore,
  type Reaction,
  type Side,
  type UnderTest,
} from './messaging-under-test.fixture.ts';
import { catchUpLag } from './messaging-metrics.ts';

/** Two looks of catch-up, and a machine that does other things. */
const patience = { timeoutMs: 60_000, intervalMs: 100 };

/** What Dapr's component names the queue of a subscription. */
const queue = `carts-${StockChanged.topic}`;

type Party<Opened> = Opened & {
  readonly sidecar: TestSidecar;
  /** Ends the process's part and starts it anew, as a deployment does. */
  readonly restart: () => Promise<Party<Opened>>;
};

/** Both sides with real sidecars over RabbitMQ. */
export function brokerContract<Consumer extends ConsumingSide>(
  newProducer: NewStore,
  newConsumer: NewStore<Consumer>,
): void {
  const [producers, consumers] = [messagingUnderTest(newProducer), messagingUnderTest(newConsumer)];
  // Of those that end last: the broker goes after both sidecars.
  const { endings } = consumers;
  let vhost: string;
  let inventory: Party<Side>;
  let carts: Party<Consumer>;
  /** Carts' handler fails while this is set, and counts how often. */
  let failing = false;
  let refused = 0;
  const reaction: Reaction = async () => {
    if (!failing) return undefined;
    refused++;
    throw new Error('not now');
  };

  const start = async <Opened extends ConsumingSide>(
    underTest: UnderTest<Opened>,
    store: ContractStore<Opened>,
    appId: ServiceName,
    theirs?: Reaction,
  ): Promise<Party<Opened>> => {
    const { open, serving, endings: ends } = underTest;
    const httpPort = await freePort();
    const dapr = createDapr({ httpPort, apiToken: testApiToken });
    const options = theirs === undefined ? {} : { reaction: theirs, poisonAttempts: 1000, catchUpSeconds: 10 };
    const side = await open(store, appId, dapr, options);
    const app = await serving(side);
    const sidecar = await testSidecar({ appId, appPort: app.port, vhost, httpPort });
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= sidecar.stop());
    ends.push(stop, () => dapr.close());
    const restart = async () => {
      await stop();
      await app.stop();
      return await start(underTest, store, appId, theirs);
    };
    return { ...side, sidecar, restart };
  };

  beforeAll(async () => {
    const own = await testVhost('messaging');
    endings.push(own.drop);
    vhost = own.url;
    const [ours, theirs] = [await producers.newDb('inventory'), await consumers.newDb('carts')];
    catchUpLag.reset();
    [inventory, carts] = await Promise.all([
      start(producers, ours, 'inventory'),
      start(consumers, theirs, 'carts', reaction),
    ]);
    const [first] = await produce(1);
    await handled(first);
    // With the first look at the log behind it, what catch-up fetches was lost.
    await eventually(
      async () => (await catchUpLag.get()).values.some(({ labels }) => labels.service === 'carts'),
      patience,
    );
  });

  const produce = async (count: number): Promise<readonly string[]> => {
    const products = Array.from({ length: count }, () => newId<string>());
    for (const productId of products) await inventory.produce(stockChanged(productId));
    inventory.messaging.nudge();
    return products;
  };
  /** Every product's event took effect, once. */
  const handled = async (...products: readonly (string | undefined)[]) => {
    const log = await eventually(async () => {
      const items = await wholeLog(inventory);
      return products.every((product) => items.some(({ data }) => data['aggregateId'] === product)) && items;
    }, patience);
    const ids = log
      .filter(({ data }) => products.includes(String(data['aggregateId'])))
      .map(({ data }) => data['eventId']);
    await eventually(async () => {
      const effects = new Set(await carts.effects());
      return ids.every((id) => effects.has(String(id)));
    }, patience);
    const effects = await carts.effects();
    expect(new Set(effects).size).toBe(effects.length);
  };
  const lost = () => counted('events_rescued_total', { service: 'carts', producer: 'inventory', when: 'running' });
  const wipe = async () => {
    const connection = await connect(vhost);
    const channel = await connection.createChannel();
    const { messageCount } = await channel.deleteQueue(queue);
    await connection.close();
    return messageCount;
  };

  it('brings events by the broker alone while it works', async () => {
    const before = await lost();
    await handled(...(await produce(40)));
    expect(await lost()).toBe(before);
  });

  it('fetches from the log what a wiped broker has lost, and counts it', async () => {
    const before = await lost();
    await carts.sidecar.kill();
    const products = await produce(10);
    const swept = await eventually(async () => {
      const backlog = await queued();
      return backlog >= 10 && (await wipe());
    }, patience);
    expect(swept).toBeGreaterThanOrEqual(10);
    await carts.sidecar.start();
    await handled(...products);
    await eventually(async () => (await lost()) === before + 10);
  });

  it('repeats what a handler refuses until it takes it', async () => {
    failing = true;
    const products = await produce(3);
    await eventually(() => refused >= 3, patience);
    failing = false;
    await handled(...products);
    const { body } = await carts.messaging.listDeadLetters({ query: { limit: 1 } });
    expect(body.items).toEqual([]);
  });

  it('catches up after a restart of both sides with the broker’s data gone', async () => {
    await carts.sidecar.kill();
    await inventory.sidecar.kill();
    const products = await produce(5);
    await wipe();
    [inventory, carts] = await Promise.all([inventory.restart(), carts.restart()]);
    await handled(...products);
  });

  const queued = async () => {
    const connection = await connect(vhost);
    const channel = await connection.createChannel();
    const { messageCount } = await channel.checkQueue(queue);
    await connection.close();
    return messageCount;
  };
}

async function wholeLog({ messaging }: Side) {
  const items = [];
  for (let after = 0; ;) {
    const { body } = await messaging.readEvents({ query: { after, limit: 500 } });
    items.push(...body.items);
    if (body.lastSeq === after) return items;
    after = body.lastSeq;
  }
}
