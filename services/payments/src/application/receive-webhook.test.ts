import { describe, expect, it } from '@jest/globals';
import { paymentRank, type PaymentStatus } from '@arcade/contracts';
import { isOldNews } from '../domain/payment-machine.ts';
import type { ToldStatus } from '../domain/provider-charge.ts';
import type { WebhookHint } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';
import { receiveWebhook } from './receive-webhook.ts';

describe('isOldNews', () => {
  const known = (told: ToldStatus) =>
    (Object.keys(paymentRank) as PaymentStatus[]).filter((status) => isOldNews(status, told));

  it('is what a payment has been through, but not when it is over or disputed', () => {
    expect(known('authorized')).toEqual(['AUTHORIZED', 'PARTIALLY_CAPTURED', 'CAPTURED']);
    expect(known('captured')).toEqual(['CAPTURED']);
  });
});

/** Notes what a webhook makes us do, up to the look at the charge, which finds none. */
async function received(hint: Partial<WebhookHint>, status?: PaymentStatus): Promise<readonly string[]> {
  const done: string[] = [];
  const ctx = {
    accounts: { statusOfCharge: (id: string) => Promise.resolve(id === 'ch_1' ? status : undefined) },
    inbox: { receive: async () => done.push('received') > 0, done: async () => void done.push('done') },
    provider: {
      name: 'sandbox',
      verifyWebhook: () => ({ eventId: 'evt_1', type: 'x', chargeId: 'ch_1', says: null, fault: null, ...hint }),
      find: async () => void done.push('looked'),
    },
  } as unknown as PaymentsContext;
  await receiveWebhook(ctx, Buffer.from(''), () => '');
  return done;
}

describe('receiveWebhook', () => {
  it('is over with what is known already', async () => {
    expect(await received({ says: 'captured' }, 'CAPTURED')).toEqual([]);
    expect(await received({ says: 'authorized' }, 'CAPTURED')).toEqual([]);
  });

  it.each([
    ['a later state', { says: 'captured' }, 'AUTHORIZED'],
    ['a state of a payment that is over', { says: 'authorized' }, 'VOIDED'],
    ['a charge nobody knows', { says: 'captured', chargeId: 'ch_2' }, 'CAPTURED'],
    ['what only a look can tell', { says: null }, 'CAPTURED'],
  ] as const)('looks at %s', async (_, hint, status) => {
    expect(await received(hint, status)).toEqual(['received', 'looked', 'done']);
  });
});
