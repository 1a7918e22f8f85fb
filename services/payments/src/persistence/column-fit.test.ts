import { describe, expect, it } from '@jest/globals';
import { paymentsApi } from '@arcade/contracts';
import { messagingMigrations } from '@arcade/messaging/mysql';
import { columnsOf, misfits } from '@arcade/testing';
import { migrations } from './migrations.ts';

const columns = columnsOf([...messagingMigrations, ...migrations]);

describe('what callers may send', () => {
  it('fits into the columns that keep it', () => {
    expect(
      misfits(paymentsApi, columns, {
        'initiatePayment/paymentMethod/token': null,
        'initiatePayment/returnPath': null,
        'requestRefund/amount/amount': 'refunds.amount',
        'requestRefund/amount/currencyCode': 'refunds.currency_code',
        'requestRefund/note': 'refunds.note',
        'requestRefund/lines/**': null,
        'captureOrder/amount/amount': 'payments.captured_amount',
        'captureOrder/amount/currencyCode': 'payments.currency_code',
        'requestRefund/shipping/amount': 'refunds.shipping',
        'requestRefund/shipping/currencyCode': 'refunds.currency_code',
        'refundOrder/lines/**': null,
        'refundOrder/shipping/amount': 'refunds.shipping',
        'refundOrder/shipping/currencyCode': 'refunds.currency_code',
        'proposeRefund/**': null,
        'dismissUnreadWebhook/eventId': 'unread_webhooks.event_id',
      }),
    ).toEqual([]);
  });
});
