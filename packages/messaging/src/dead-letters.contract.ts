import { expect, it } from '@jest/globals';
import { DomainError, StockChanged, inventoryApi, type DeadLetter, type Role, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, deliver, directDapr, testAppToken } from '@arcade/testing';
import {
  arriving,
  counted,
  messagingUnderTest,
  type ConsumingSide,
  type NewStore,
  type OpenOptions,
  type Reaction,
} from './messaging-under-test.fixture.ts';

const as = (role: Role) => ({ identity: { userId: newId<UserId>(), roles: [role] } });
const admin = as('admin');
const { listInventoryDeadLetters: list, replayInventoryDeadLetter: replay } = inventoryApi;

/** Events that were given up: administrators see them and have them processed once their cause is mended. */
export function deadLettersContract<Opened extends ConsumingSide>(newStore: NewStore<Opened>): void {
  const { newDb, open, listening } = messagingUnderTest(newStore);

  /** A consumer whose handler fails as long as it is told to. */
  const setUp = async (options: OpenOptions = {}) => {
    const handler = { failure: undefined as Error | undefined, followed: 0 };
    const reaction: Reaction = async (_stock, afterCommit) => {
      afterCommit(() => void handler.followed++);
      if (handler.failure !== undefined) throw handler.failure;
      return undefined;
    };
    const dapr = directDapr({}, 'carts');
    const quick = { poisonAttempts: 1, poisonSeconds: 0 };
    const side = await open(await newDb('dead'), 'carts', dapr, { reaction, ...quick, ...options });
    const { origin } = await listening(side);
    const deadLettered = async (failure = new Error('never')) => {
      handler.failure = failure;
      const event = arriving(newId(), 1);
      await deliver(origin, event);
      handler.failure = undefined;
      return event;
    };
    const listed = async (query = {}) => (await call(origin, list, { ...admin, query })).body.items;
    const replayed = (eventId: string) => call(origin, replay, { ...admin, params: { eventId } });
    return { side, origin, handler, deadLettered, listed, replayed };
  };

  it('gives up an event that fails again and again, and keeps it with its reason', async () => {
    const { side, origin, handler, listed } = await setUp({ poisonAttempts: 3 });
    handler.failure = new Error('never');
    const event = arriving(newId(), 1);
    const before = await counted('events_dead_letters_total');
    const outcomes: string[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) outcomes.push((await deliver(origin, event)).outcome);
    expect(outcomes).toEqual(['RETRY', 'RETRY', 'SUCCESS', 'SUCCESS']);
    expect(await counted('events_dead_letters_total')).toBe(before + 1);
    const [first, ...others] = await listed();
    const { eventId, topic, data } = { eventId: event.event.id, topic: event.topic, data: event.event.data };
    expect(first).toMatchObject({ eventId, topic, data, attempts: 3, reason: 'Error: never' });
    expect(Math.abs(Date.parse(first?.buriedAt ?? '') - Date.now())).toBeLessThan(60_000);
    expect(others).toEqual([]);
    expect(await side.effects()).toEqual([]);
  });

  it('keeps what is no event of ours as a dead letter, once, instead of losing or repeating it', async () => {
    const { side, origin, listed, replayed } = await setUp();
    const event = arriving(newId(), 1);
    const poison = { ...event, event: { ...event.event, data: { ...(event.event.data as object), productId: 7 } } };
    expect((await deliver(origin, poison)).outcome).toBe('SUCCESS');
    expect((await deliver(origin, poison)).outcome).toBe('SUCCESS');
    const response = await fetch(`${origin}/subscriptions/inventory.unknown`, {
      method: 'POST',
      headers: { 'dapr-api-token': testAppToken, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ hello: 'world' }),
    });
    expect(await response.json()).toEqual({ status: 'SUCCESS' });
    const kept = await listed();
    expect(kept.map(({ topic }) => topic).toSorted()).toEqual([StockChanged.topic, 'inventory.unknown']);
    for (const { eventId } of kept) {
      expect((await replayed(eventId)).problem).toMatchObject({ status: 409, code: 'event-not-processed' });
    }
    expect(await listed()).toHaveLength(2);
    expect(await side.effects()).toEqual([]);
  });

  it('processes a dead letter once when it is replayed, and forgets that it was one', async () => {
    const { side, origin, handler, deadLettered, listed, replayed } = await setUp();
    const event = await deadLettered();
    expect(handler.followed).toBe(0);
    const before = await counted('events_received_total', { via: 'replay', outcome: 'processed' });
    const answers = await Promise.all([replayed(event.event.id), replayed(event.event.id)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404]);
    expect(handler.followed).toBe(1);
    expect(await side.effects()).toEqual([event.event.id]);
    expect(await listed()).toEqual([]);
    expect(await counted('events_received_total', { via: 'replay', outcome: 'processed' })).toBe(before + 1);
    expect((await deliver(origin, event)).outcome).toBe('SUCCESS');
    expect(await side.effects()).toEqual([event.event.id]);
  });

  it('says how a replay failed, without any effect, and keeps the dead letter with the new reason', async () => {
    const { side, handler, deadLettered, listed, replayed } = await setUp();
    const event = await deadLettered();
    handler.failure = new DomainError('not-found', 'There is still no such product');
    const { problem } = await replayed(event.event.id);
    expect(problem).toMatchObject({ status: 409, code: 'event-not-processed' });
    expect(problem?.detail).toContain('There is still no such product');
    expect(await side.effects()).toEqual([]);
    expect(await listed()).toMatchObject([{ eventId: event.event.id, attempts: 2, reason: problem?.detail }]);
    handler.failure = undefined;
    expect((await replayed(event.event.id)).status).toBe(204);
    expect(await side.effects()).toEqual([event.event.id]);
  });

  it('does not blame the event for a neighbour that is away', async () => {
    const { handler, deadLettered, listed, replayed } = await setUp();
    const event = await deadLettered();
    const before = await listed();
    const away = [new DomainError('dependency-unavailable'), Object.assign(new Error('no'), { code: 'ECONNREFUSED' })];
    for (const failure of away) {
      handler.failure = failure;
      const { problem } = await replayed(event.event.id);
      expect(problem).toMatchObject({ status: 503, code: 'dependency-unavailable' });
    }
    expect(await listed()).toEqual(before);
  });

  it('lists them in pages, the oldest event first', async () => {
    const { origin, deadLettered } = await setUp();
    const expected: string[] = [];
    for (let count = 0; count < 5; count++) expected.push((await deadLettered()).event.id);
    const seen: DeadLetter[] = [];
    const pages: number[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const { body, headers } = await call(origin, list, { ...admin, query });
      seen.push(...body.items);
      pages.push(body.items.length);
      cursor = body.nextCursor;
      expect(headers['link']?.includes(`cursor=${cursor}`) ?? false).toBe(cursor !== undefined);
    } while (cursor !== undefined);
    expect(pages).toEqual([2, 2, 1]);
    expect(seen.map(({ eventId }) => eventId)).toEqual(expected);
    const forged = Buffer.from("' OR 1=1").toString('base64url');
    expect((await call(origin, list, { ...admin, query: { cursor: forged } })).problem?.code).toBe('invalid-cursor');
  });

  it('knows nothing of events that were not given up', async () => {
    const { side, origin, handler, listed, replayed } = await setUp({ poisonAttempts: 9 });
    expect((await replayed(newId())).problem).toMatchObject({ status: 404, code: 'not-found' });
    handler.failure = new Error('not now');
    const failing = arriving(newId(), 1);
    expect((await deliver(origin, failing)).outcome).toBe('RETRY');
    expect(await listed()).toEqual([]);
    expect((await replayed(failing.event.id)).status).toBe(404);
    expect((await replayed('a.b')).problem).toMatchObject({ status: 400, errors: [{ pointer: '/params/eventId' }] });
    expect(await side.effects()).toEqual([]);
  });

  it('shows them to administrators only', async () => {
    const { origin, deadLettered } = await setUp();
    const params = { eventId: (await deadLettered()).event.id };
    for (const [caller, status] of [
      [{}, 401] as const,
      [as('customer'), 403] as const,
      [as('merchant'), 403] as const,
    ]) {
      expect((await call(origin, list, caller)).status).toBe(status);
      expect((await call(origin, replay, { ...caller, params })).status).toBe(status);
    }
  });
}
