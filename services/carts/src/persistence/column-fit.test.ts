import { describe, expect, it } from '@jest/globals';
import { cartsApi, productsApi } from '@arcade/contracts';
import { messagingMigrations } from '@arcade/messaging/mysql';
import { columnsOf, misfits } from '@arcade/testing';
import { migrations } from './migrations.ts';

const columns = columnsOf([...messagingMigrations, ...migrations]);

describe('what callers may send', () => {
  it('fits into the columns that keep it', () => {
    expect(
      misfits(cartsApi, columns, {
        'addCartItem/quantity': 'cart_items.quantity',
        'updateCart/items/*/quantity': 'cart_items.quantity',
        'applyCode/code': 'promotions.code',
        'removeCode/code': 'promotions.code',
        'createPromotion/code': 'promotions.code',
        'createPromotion/description': 'promotions.description',
        'createPromotion/rule/**': null,
        'createPromotion/scope/**': null,
        'createPromotion/minimumSubtotal/amount': 'promotions.minimum_amount',
        'createPromotion/minimumSubtotal/currencyCode': 'promotions.minimum_currency',
        'createPromotion/startsAt': 'promotions.starts_at',
        'createPromotion/endsAt': 'promotions.ends_at',
        'createPromotion/usageLimit': 'promotions.usage_limit',
        'createPromotion/usageLimitPerUser': 'promotions.usage_limit_per_user',
        'checkoutCart/cartVersion': 'carts.version',
        'replayCartDeadLetter/eventId': 'dead_letters.event_id',
      }),
    ).toEqual([]);
  });

  it('fits into the replica of products, too', () => {
    const {
      createProduct: { body },
    } = productsApi;
    const offered = { offer: { ...productsApi.createProduct, body: body.pick({ name: true, price: true }) } };
    expect(
      misfits(offered, columns, {
        'offer/name': 'price_replica.name',
        'offer/price/amount': 'price_replica.price',
        'offer/price/currencyCode': 'price_replica.currency_code',
      }),
    ).toEqual([]);
  });
});
