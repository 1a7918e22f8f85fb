import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allEndpoints,
  allEvents,
  endpointPath,
  serviceNames,
  type Endpoint,
  type ServiceName,
} from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import { forCarts, startTestMesh, forOrders, type TestMesh } from './test-mesh.ts';

const id = '01900000-0000-7000-8000-000000000001';
const anyParams = new Proxy({}, { get: () => id });

/** Written here once more, so that the generator is not its own witness. */
const isAllowed = (caller: ServiceName, { access, callers = [] }: Endpoint) =>
  access === 'service' ? callers.includes(caller) : caller === 'gateway';

/** Which apps a component is for, beside those that all have. An app with `actors: true` in the chart's values is added here by hand. */
const whoHas: Readonly<Record<'actors' | 'preferences' | 'sessions', readonly ServiceName[]>> = {
  actors: ['carts', 'inventory'],
  preferences: ['users'],
  sessions: ['gateway', 'users'],
};

describe('components/dapr with real sidecars', () => {
  let mesh: TestMesh;
  beforeAll(async () => {
    mesh = await startTestMesh();
  }, 120_000);
  afterAll(async () => {
    await mesh.stop();
  }, 60_000);

  it('lets each app call exactly the operations that name it as a caller', async () => {
    const wrong: string[] = [];
    let allowed = 0;
    let denied = 0;
    for (const endpoint of allEndpoints) {
      const path = endpointPath(endpoint, { params: anyParams });
      const callers = serviceNames.filter((caller) => caller !== endpoint.service);
      await Promise.all(
        callers.map(async (caller) => {
          const { status } = await mesh.invoke(caller, endpoint.service, endpoint.method, path);
          const expected = isAllowed(caller, endpoint) ? 200 : 403;
          if (expected === 200) allowed++;
          else denied++;
          if (status !== expected) wrong.push(`${caller} → ${endpoint.method} ${path}: ${status}, not ${expected}`);
        }),
      );
    }
    expect(wrong).toEqual([]);
    expect(allowed).toBeGreaterThanOrEqual(allEndpoints.length);
    expect(denied).toBeGreaterThan(allowed);
  });

  it.each([
    ['another path', 'GET', '/internal/secrets'],
    ['another verb', 'DELETE', '/orders'],
    ['an operation of services only', 'GET', `/internal/orders/${id}/payable`],
    ['the same, reached around a corner', 'GET', `/orders/${id}/../../internal/orders/${id}/payable`],
    ['the same, with the corner encoded', 'GET', `/orders/${id}/%2e%2e/%2e%2e/internal/orders/${id}/payable`],
    ['the app’s own Dapr routes', 'GET', '/dapr/subscribe'],
  ])('refuses the gateway %s', async (_, method, path) => {
    const before = mesh.received('orders').length;
    expect((await mesh.invoke('gateway', 'orders', method, path)).status).toBe(403);
    expect(mesh.received('orders')).toHaveLength(before);
  });

  it('names the caller to the app and shows the app token', async () => {
    await mesh.invoke('gateway', 'carts', 'GET', '/cart');
    const headers = mesh.received('carts').at(-1)?.headers;
    expect(headers?.['dapr-caller-app-id']).toBe('gateway');
    expect(headers?.['dapr-api-token']).toBe(mesh.appToken('carts'));
  });

  it('never hides who calls behind what the client claims, in whatever order it passes them on', async () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      await mesh.invoke('gateway', 'carts', 'GET', '/cart', { headers: { 'dapr-caller-app-id': 'orders' } });
      const claimed = String(mesh.received('carts').at(-1)?.headers['dapr-caller-app-id']).split(', ');
      expect(claimed.toSorted()).toEqual(['gateway', 'orders']);
    }
  });

  it('refuses to work for somebody without the API token', async () => {
    const { status } = await mesh.api('gateway', 'GET', '/v1.0/invoke/carts/method/cart', { token: 'wrong' });
    expect(status).toBe(401);
  });

  it('gives each app only its own components, and none the secrets', async () => {
    const loaded: [string, ServiceName][] = [];
    for (const app of serviceNames) {
      const { body } = await mesh.api(app, 'GET', '/v1.0/metadata');
      const { components } = JSON.parse(body) as { components: { name: string }[] };
      loaded.push(...components.map(({ name }): [string, ServiceName] => [name, app]));
      const secrets = await mesh.api(app, 'GET', '/v1.0/secrets/arcade-secrets/arcade-dapr');
      expect([app, secrets.status]).toEqual([app, 403]);
    }
    const apps = Object.groupBy(loaded, ([component]) => component);
    const users = Object.entries(apps).map(([component, all = []]) => [component, all.map(([, app]) => app)]);
    expect(Object.fromEntries(users)).toEqual({ ...whoHas, pubsub: serviceNames, 'arcade-secrets': serviceNames });
  });

  it('keeps a session of users where the gateway reads it, and nobody else does', async () => {
    const body = JSON.stringify([{ key: 'session-1', value: '"kept"' }]);
    expect((await mesh.api('users', 'POST', '/v1.0/state/sessions', { body })).status).toBe(204);
    const read = (app: ServiceName, store: string) => mesh.api(app, 'GET', `/v1.0/state/${store}/session-1`);
    expect(await read('gateway', 'sessions')).toMatchObject({ status: 200, body: '"\\"kept\\""' });
    for (const app of serviceNames.filter((name) => !whoHas.sessions.includes(name))) {
      expect((await read(app, 'sessions')).body).toMatch(/ERR_STATE_STORE_NOT_(CONFIGURED|FOUND)/);
    }
    expect((await mesh.api('users', 'POST', '/v1.0/state/preferences', { body })).status).toBe(204);
    expect((await read('gateway', 'preferences')).body).toMatch(/ERR_STATE_STORE_NOT_FOUND/);
  });

  it('passes a photo of 15 MB through both sidecars', async () => {
    const body = Buffer.alloc(15 * 1024 * 1024, 7);
    const headers = { 'content-type': 'image/jpeg' };
    const answer = await mesh.invoke('gateway', 'products', 'POST', `/products/${id}/images`, { headers, body });
    expect(answer.status).toBe(200);
    expect(mesh.received('products').at(-1)?.bytes).toBe(body.length);
  });

  it('tries a call once, however it ends', async () => {
    const path = `/orders/${id}?end=connection`;
    const tries = () => mesh.received('orders').filter(({ url }) => url === path).length;
    expect((await mesh.invoke('gateway', 'orders', 'GET', path)).status).toBeGreaterThanOrEqual(500);
    expect(tries()).toBe(1);
  });

  it('lets each app publish its own events and nobody else’s', async () => {
    const wrong: string[] = [];
    const publish = (app: ServiceName, topic: string) =>
      mesh.api(app, 'POST', `/v1.0/publish/pubsub/${topic}`, { body: '{}' });
    for (const { topic, producer } of allEvents.filter((event) => event.topic !== forCarts)) {
      for (const app of serviceNames) {
        const { status } = await publish(app, topic);
        const expected = app === producer ? 204 : 403;
        if (status !== expected) wrong.push(`${app} → ${topic}: ${status}, not ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
    expect((await publish('gateway', forCarts)).status).toBe(403);
    expect((await publish('orders', 'orders.order-invented')).status).toBe(403);
  });

  it('subscribes an app to what is for it and to nothing else', async () => {
    await eventually(async () => (await mesh.queues()).includes(`carts-${forCarts}`));
    expect(await mesh.queues()).not.toContain(`carts-${forOrders}`);
    expect(mesh.delivered()).toEqual([]);
  });

  it('brings a message again that its consumer refused', async () => {
    const data = { refuseTimes: 2, name: 'again' };
    const event = { specversion: '1.0', id: 'event-1', source: 'orders', type: 'test', data };
    const published = await mesh.api('orders', 'POST', `/v1.0/publish/pubsub/${forCarts}`, {
      body: JSON.stringify(event),
      headers: { 'content-type': 'application/cloudevents+json' },
    });
    expect(published.status).toBe(204);
    await eventually(() => mesh.delivered().length >= 3, { timeoutMs: 45_000 });
    expect(mesh.delivered()).toEqual(['refused', 'refused', 'taken']);
  });

  it('fires an actor’s reminder at its host', async () => {
    const body = JSON.stringify({ dueTime: '0s', period: '1s' });
    const path = '/v1.0/actors/test-actor/one/reminders/wake';
    expect((await mesh.api('carts', 'POST', path, { body })).status).toBeLessThan(300);
    await eventually(
      () => mesh.received('carts').some(({ url }) => url === '/actors/test-actor/one/method/remind/wake'),
      { timeoutMs: 45_000 },
    );
    expect((await mesh.api('carts', 'DELETE', path)).status).toBeLessThan(300);
  });
});
