import { describe, expect, it } from '@jest/globals';
import { ordersApi, productsApi } from '@arcade/contracts';
import { messagingMigrations } from '@arcade/messaging/mysql';
import { columnsOf, misfits } from '@arcade/testing';
import { migrations } from './migrations.ts';

const columns = columnsOf([...messagingMigrations, ...migrations]);

describe('what callers may send', () => {
  it('fits into the columns that keep it', () => {
    expect(
      misfits(ordersApi, columns, {
        'placeOrder/cartVersion': 'orders.cart_version',
        'placeOrder/expectedTotal/amount': 'orders.total_amount',
        'placeOrder/expectedTotal/currencyCode': 'orders.currency_code',
        'placeOrder/shippingAddress/**': null,
        'cancelOrder/reason': 'orders.cancel_reason',
        'shipOrder/carrier': 'shipments.carrier',
        'shipOrder/trackingNumber': 'shipments.tracking_number',
        'cancelOrder/lines/**': null,
        'shipOrder/lines/**': null,
        'previewCancel/**': null,
        'previewReturn/**': null,
        'releaseHold/reason': null,
        'returnItems/shipping/amount': 'returns.shipping_amount',
        'returnItems/shipping/currencyCode': 'orders.currency_code',
        'returnItems/lines/**': null,
        'returnItems/reason': 'returns.reason',
        'replayOrderDeadLetter/eventId': 'dead_letters.event_id',
      }),
    ).toEqual([]);
  });

  it('fits into the history and into the lines, too', () => {
    const { cancelOrder, returnItems, shipOrder } = ordersApi;
    const handled = {
      cancel: { ...cancelOrder, body: cancelOrder.body.pick({ reason: true }) },
      return: { ...returnItems, body: returnItems.body.pick({ reason: true }) },
      ship: { ...shipOrder, body: shipOrder.body.pick({ trackingNumber: true }) },
      offer: { ...productsApi.createProduct, body: productsApi.createProduct.body.pick({ name: true }) },
    };
    expect(
      misfits(handled, columns, {
        'cancel/reason': 'order_status_history.reason',
        'return/reason': 'order_status_history.reason',
        'ship/trackingNumber': 'order_status_history.reason',
        'offer/name': 'order_items.name',
      }),
    ).toEqual([]);
  });
});
