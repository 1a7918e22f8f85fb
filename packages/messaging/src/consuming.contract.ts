import { expect, it } from '@jest/globals';
import { CartChanged, type CartId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { deliver, directDapr, eventually, testAppToken } from '@arcade/testing';
import {
  arriving,
  counted,
  doNothing,
  messagingUnderTest,
  type NewStore,
  type OpenOptions,
  type Reaction,
} from './messaging-under-test.contract.ts';
import { outgoing } from './outgoing-event.ts';

/** The consumer's side: inbox and dead letters. */
export function consumingContract(newStore: NewStore): void {
  const { newDb, open, serving, listening } = messagingUnderTest(newStore);

  const setUp = async (options: OpenOptions = {}) => {
    const dapr = directDapr({}, 'carts');
    const side = await open(await newDb('consumer'), 'carts', dapr, { reaction: doNothing, ...options });
    return { side, ...(await listening(side)) };
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
    const { side, origin } = await setUp({ reaction: reaction as Reaction, poisonAttempts: 3, poisonSeconds: 0 });
    const event = arriving(newId(), 1);
    const before = await counted('events_dead_letters_total');
    const outcomes: string[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) outcomes.push((await deliver(origin, event)).outcome);
    expect(outcomes).toEqual(['RETRY', 'RETRY', 'SUCCESS', 'SUCCESS']);
    expect(await counted('events_dead_letters_total')).toBe(before + 1);
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
    const { event: sent } = await eventually(() => dapr.published.find(({ event: { subject } }) => subject === cartId));
    expect(sent.data).toMatchObject({ causationId: event.event.id });
  });

  it('takes a batch in one transaction, with an answer for each of its events', async () => {
    const refused = newId<string>();
    const reaction: Reaction = async ({ productId }) => {
      if (productId === refused) throw new Error('not now');
      return undefined;
    };
    const { side, origin } = await setUp({ reaction });
    const known = arriving(newId(), 1);
    await deliver(origin, known);
    const batch = [arriving(newId(), 1), known, arriving(refused, 1), arriving(newId(), 1)];
    const poison = { ...arriving(newId(), 1).event, data: 'nothing' };
    const response = await fetch(`${origin}/subscriptions/${known.topic}`, {
      method: 'POST',
      headers: { 'dapr-api-token': testAppToken, 'content-type': 'application/json' },
      body: JSON.stringify({
        id: newId(),
        type: 'com.dapr.event.sent.bulk',
        entries: [...batch.map(({ event }) => event), poison].map((event, index) => ({ entryId: `${index}`, event })),
      }),
    });
    expect(await response.json()).toEqual({
      statuses: ['SUCCESS', 'SUCCESS', 'RETRY', 'SUCCESS', 'SUCCESS'].map((status, index) => ({
        entryId: `${index}`,
        status,
      })),
    });
    const expected = [batch[0], known, batch[3]].map((one) => one?.event.id ?? '').toSorted();
    expect([...(await side.effects())].toSorted()).toEqual(expected);
    expect(await side.messaging.deadLetters()).toHaveLength(1);
  });
}
