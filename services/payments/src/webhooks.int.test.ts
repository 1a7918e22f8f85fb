import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { paymentsApi } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call } from '@arcade/testing';
import { openPayments, type PaymentsUnderTest } from './payments-under-test.fixture.ts';
import { webhookSecret } from './sandbox-peer.fixture.ts';
import { signatureHeader, signWebhook } from '@arcade/payment-sandbox/webhooks';

jest.setTimeout(60_000);

let shop: PaymentsUnderTest;
beforeAll(async () => {
  shop = await openPayments();
});
afterAll(() => shop.close());

it('refuses a webhook that the provider has not signed', async () => {
  const { problem } = await call(shop.origin, paymentsApi.receiveWebhook, {
    params: { provider: 'sandbox' },
    rawBody: JSON.stringify({ id: 'evt_1', type: 'charge.captured', data: { charge: 'ch_1' } }),
    headers: { 'content-type': 'application/json', 'sandbox-signature': `t=1,v1=${'0'.repeat(64)}` },
  });
  expect(problem?.code).toBe('invalid-signature');
});

it.each([
  ['is not JSON', 'no JSON'],
  ['is null', 'null'],
  ['has no id', '{"type":"charge.captured","data":{"charge":"ch_1"}}'],
  ['has an id of another type', '{"id":7,"type":"charge.captured","data":{"charge":"ch_1"}}'],
  ['has an id that is too long', `{"id":"${'x'.repeat(101)}","type":"charge.captured","data":{"charge":"ch_1"}}`],
  ['has a type that is too long', `{"id":"evt_1","type":"${'x'.repeat(101)}","data":{"charge":"ch_1"}}`],
  ['is about nothing', '{"id":"evt_2","type":"charge.captured"}'],
  ['is about something else', '{"id":"evt_3","type":"charge.captured","data":{"object":{"id":"ch_1"}}}'],
])('keeps a signed webhook for a person that %s', async (_, rawBody) => {
  const send = async () =>
    await call(shop.origin, paymentsApi.receiveWebhook, {
      params: { provider: 'sandbox' },
      rawBody,
      headers: {
        'content-type': 'application/json',
        [signatureHeader]: signWebhook(webhookSecret, rawBody, new Date()),
      },
    });
  expect([(await send()).status, (await send()).status]).toEqual([202, 202]);
  const identity = { userId: newId<string>(), roles: ['admin'] } as const;
  const list = async () =>
    (await call(shop.origin, paymentsApi.listUnreadWebhooks, { identity })).body.items.filter(
      ({ body }) => body === rawBody,
    );
  const [kept, ...more] = await list();
  expect(more).toEqual([]);
  expect(kept?.reason).toMatch(/\w/);
  const params = { eventId: kept?.eventId ?? '' };
  const dismiss = () => call(shop.origin, paymentsApi.dismissUnreadWebhook, { identity, params });
  expect([(await dismiss()).status, (await dismiss()).status]).toEqual([204, 404]);
  await send();
  expect(await list()).toEqual([]);
});

it('takes a signed webhook with fields it does not know', async () => {
  const rawBody = '{"id":"evt_more","type":"charge.new","livemode":false,"data":{"charge":"ch_none","more":[1]}}';
  const headers = {
    'content-type': 'application/json',
    [signatureHeader]: signWebhook(webhookSecret, rawBody, new Date()),
  };
  const params = { provider: 'sandbox' } as const;
  expect((await call(shop.origin, paymentsApi.receiveWebhook, { params, rawBody, headers })).status).toBe(202);
  expect(await shop.query("SELECT event_id FROM unread_webhooks WHERE event_id = 'evt_more'")).toEqual([]);
});
