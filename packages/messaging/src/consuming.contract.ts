import { expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { deliver, directDapr, testAppToken } from '@arcade/testing';
import {
  arriving,
  doNothing,
  messagingUnderTest,
  type ConsumingSide,
  type NewStore,
  type OpenOptions,
  type Reaction,
} from './messaging-under-test.fixture.ts';

/** The consumer's side: the inbox, or versions that do its work. */
export function consumingContract<Opened extends ConsumingSide>(newStore: NewStore<Opened>): void {
  const { newDb, open, listening } = messagingUnderTest(newStore);

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

  it('handles events of one aggregate in whatever order they come, with their versions', async () => {
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

  it('does what is to follow an effect only when that is durable, once', async () => {
    const followed: (readonly [eventId: string, visible: Promise<readonly string[]>])[] = [];
    let attempts = 0;
    const reaction: Reaction = async ({ eventId }, afterCommit) => {
      afterCommit(() => void followed.push([eventId, side.effects()]));
      if (++attempts === 1) throw new Error('not now');
      return undefined;
    };
    const { side, origin } = await setUp({ reaction });
    const event = arriving(newId(), 1);
    expect((await deliver(origin, event)).outcome).toBe('RETRY');
    expect(followed).toEqual([]);
    expect((await deliver(origin, event)).outcome).toBe('SUCCESS');
    expect((await deliver(origin, event)).outcome).toBe('SUCCESS');
    expect(followed.map(([eventId]) => eventId)).toEqual([event.event.id]);
    expect(await followed[0]?.[1]).toEqual([event.event.id]);
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
    const { body } = await side.messaging.listDeadLetters({ query: { limit: 10 } });
    expect(body.items.map(({ eventId }) => eventId)).toEqual([poison.id]);
  });
}
