import { expect, it } from '@jest/globals';
import { inventoryApi, paymentsApi, type OrderId } from '@arcade/contracts';
import { daprOver, type RawResponse } from './dapr-client.ts';

const orderId = '01900000-0000-7000-8000-000000000001' as OrderId;
const over = (response: Partial<RawResponse>) =>
  daprOver(() => Promise.resolve({ status: 200, headers: {}, text: '', ...response }), { close: async () => {} });
const unknown = { code: 'dependency-unavailable', fields: { dependency: 'payments' } };

it('gives what an operation answered', async () => {
  const dapr = over({ text: '{"payment":null}' });
  expect(await dapr.invoke(paymentsApi.getOrderPayment, { params: { orderId } })).toEqual({ payment: null });
});

it.each([
  ['has no body', { text: '' }],
  ['ends early', { text: '{"payment":' }],
  ['has a status that the operation does not know', { status: 204 }],
])('takes a success that %s for an unknown outcome', async (_, response) => {
  const call = over(response).invoke(paymentsApi.getOrderPayment, { params: { orderId } });
  await expect(call).rejects.toMatchObject(unknown);
});

it('takes 200 for an unknown outcome where an operation answers without a body', async () => {
  const operation = Object.values(inventoryApi).find(({ responses }) => 204 in responses);
  if (operation === undefined) throw new Error('inventory has no operation without a body');
  const call = (status: number) =>
    over({ status }).invoke(operation as never, { params: { orderId, cartId: orderId } } as never);
  expect(await call(204)).toBeUndefined();
  await expect(call(200)).rejects.toMatchObject({ code: 'dependency-unavailable' });
});
