import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { api, contracts, endpoint, serviceNames, subscriptions } from '@arcade/contracts';
import { newId, serviceEnv, type Dapr } from '@arcade/service-defaults';
import { call, serviceEnvFor, startApp, type StartedApp } from '@arcade/testing';
import { Router } from 'express';
import * as z from 'zod';
import { messagingHandlers } from './messaging-operations.ts';
import type { Messaging } from './messaging.ts';
import type { OutgoingEvent } from './outgoing-event.ts';
import { createServiceApp } from './service-app.ts';
import { createRuntime } from './service-runtime.ts';

const thingsApi = api('orders', {
  makeThing: endpoint({
    method: 'POST',
    path: '/things',
    summary: '',
    access: 'customer',
    audit: { action: 'thing.made' },
    responses: { 204: null },
  }),
  readThingEvents: endpoint({
    method: 'GET',
    path: '/internal/events',
    summary: '',
    access: 'public',
    responses: { 200: z.object({ lastSeq: z.number() }) },
  }),
});

const happened: string[] = [];
const recorded: OutgoingEvent[] = [];
const work = (name: string) => ({
  start: () => void happened.push(`start ${name}`),
  stop: async () => void happened.push(`stop ${name}`),
  nudge: () => {},
});
const closing = (name: string) => async () => void happened.push(`close ${name}`);
const page = (path: string) => Router().get(path, (_req, res) => void res.send(path));

const messaging = {
  record: async (event: OutgoingEvent) => void recorded.push(event),
  routes: page('/from-messaging'),
  readEvents: async () => ({ body: { lastSeq: 7 } }),
  background: [work('relay')],
} as unknown as Messaging;

let store: () => Promise<unknown>;
const config = z.object(serviceEnv).parse({ ...serviceEnvFor({}), LOG_LEVEL: 'silent' });
const dapr = { close: closing('sidecar') } as unknown as Dapr;
const clock = { now: () => new Date('2026-01-01T00:00:00.000Z') };
const runtime = {
  ...createRuntime('orders', config, { dapr, clock }),
  idempotent: async () => ({ status: 200, rawJson: '' }),
  store: { readiness: { thingdb: () => store() }, background: [work('retention')], close: closing('store') },
};
const create = (topics: readonly string[]) =>
  createServiceApp(runtime, {
    api: thingsApi,
    handlers: { makeThing: async () => ({}) },
    messaging: { ...messaging, topics },
    routers: [page('/from-actors')],
    background: [work('sweep')],
    close: [closing('mailer')],
  });

let app: StartedApp;
beforeAll(async () => {
  // In whatever order.
  app = await startApp(await create(subscriptions.orders.toReversed()));
});
afterAll(() => app.stop());

describe('createServiceApp', () => {
  it("answers the service's operations and those of messaging", async () => {
    const { body } = await call(app.origin, thingsApi.readThingEvents);
    expect(body).toEqual({ lastSeq: 7 });
  });

  it('audits in the name of the service, by its clock, as its events', async () => {
    const now = new Date('2026-01-01T00:00:00.000Z');
    const { status } = await call(app.origin, thingsApi.makeThing, { identity: { userId: newId() }, now });
    expect(status).toBe(204);
    const entry = { service: 'orders', action: 'thing.made', startedAt: '2026-01-01T00:00:00.000Z' };
    const definition = { topic: 'orders.orders-audit-recorded' };
    expect(recorded).toMatchObject([
      { definition, aggregate: { version: 1 }, payload: { ...entry, outcome: null } },
      { definition, aggregate: { version: 2 }, payload: { ...entry, outcome: 'done' } },
    ]);
  });

  it.each([
    ['less', subscriptions.orders.slice(1)],
    ['more', [...subscriptions.orders, 'users.user-changed']],
  ])('does not start when it subscribes to %s than contracts say', async (_, topics) => {
    await expect(create(topics)).rejects.toThrow('orders subscribes to [');
  });

  it.each(['/from-messaging', '/from-actors'])('has the routes %s for its sidecar alone', async (path) => {
    expect((await fetch(app.origin + path)).status).toBe(401);
    const headers = { 'dapr-api-token': serviceEnvFor({}).APP_API_TOKEN };
    expect((await fetch(app.origin + path, { headers })).status).toBe(200);
  });

  it('is ready while its store answers', async () => {
    store = async () => {};
    expect((await fetch(`${app.origin}/readyz`)).status).toBe(200);
    store = async () => {
      throw new Error('gone');
    };
    expect(await (await fetch(`${app.origin}/readyz`)).json()).toEqual({ thingdb: 'Error: gone' });
  });

  it('ends its work before the connections that it needs, the store before the sidecar', async () => {
    await app.stop();
    expect(happened.join(', ')).toBe(
      'start relay, start sweep, start retention, stop retention, stop sweep, stop relay, close mailer, close store, close sidecar',
    );
  });
});

describe('messagingHandlers', () => {
  const answers = { readEvents: 'read', listDeadLetters: 'list', replayDeadLetter: 'replay' } as unknown as Messaging;

  it('answers the log of events and the dead letters', () => {
    expect(messagingHandlers(contracts.inventory.api, answers)).toEqual({
      readInventoryEvents: 'read',
      listInventoryDeadLetters: 'list',
      replayInventoryDeadLetter: 'replay',
    });
  });

  it.each(serviceNames)('takes of %s what contracts have added to its operations, and nothing else', (service) => {
    const handlers = messagingHandlers(contracts[service].api, answers);
    expect(Object.keys(handlers).toSorted()).toEqual(Object.keys(api(service, {})).toSorted());
  });
});
