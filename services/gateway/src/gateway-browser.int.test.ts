import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProductId } from '@arcade/contracts';
import { chromiumPath } from '@arcade/local-platform';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { chromium, type Browser } from 'playwright-core';
import { identityIn, startGateway, type GatewayUnderTest } from './gateway-under-test.fixture.ts';

let gateway: GatewayUnderTest;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway();
  browser = await chromium.launch({ executablePath: chromiumPath(process.env), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await gateway.stop();
});

describe('in a real browser', () => {
  it('the documentation works under its content security policy', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(gateway.app.origin) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    await page.goto(`${gateway.app.origin}/docs`);
    await page.getByText('/products/{productId}', { exact: true }).first().waitFor({ timeout: 20_000 });
    expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
    await page.close();
  });

  it.each(['localhost', '127.0.0.1'])(
    'a session cookie set over http://%s comes back, and scripts never see it',
    async (host) => {
      const { token, userId } = gateway.signIn();
      const cookie = `__Host-session=${token}; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax`;
      gateway.sidecar.answer(({ path }) =>
        path === '/users/login' ? { headers: { 'set-cookie': cookie }, body: '{}' } : { status: 204 },
      );
      const page = await browser.newPage();
      await page.goto(`http://${host}:${gateway.app.port}/`);
      const seen = await page.evaluate(`(async () => {
        const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
        const login = await fetch('/users/login', post);
        const profile = await fetch('/users/profile');
        const write = await fetch('/users/logout', { method: 'POST' });
        return { statuses: [login.status, profile.status, write.status], cookies: document.cookie };
      })()`);
      expect(seen).toEqual({ statuses: [200, 204, 204], cookies: '' });
      const profile = gateway.sidecar.seen.findLast(({ path }) => path === '/users/profile');
      expect(profile === undefined ? undefined : await identityIn(profile)).toMatchObject({ userId });
      await page.close();
    },
    60_000,
  );

  it('an open page gets events', async () => {
    const page = await browser.newPage();
    await page.goto(`${gateway.app.origin}/`);
    const received = page.evaluate<string>(`new Promise((resolve) => {
      const source = new EventSource('/events');
      source.addEventListener('product', (message) => resolve(message.data));
      source.addEventListener('open', () => { document.title = 'open'; });
    })`);
    await eventually(async () => (await page.title()) === 'open');
    const productId = newId<ProductId>();
    const data = { change: 'details', productId, aggregateVersion: 1 } as const;
    await gateway.appendLive({ name: 'product', productId, data });
    expect(JSON.parse(await received)).toEqual(data);
    await page.close();
  });
});
