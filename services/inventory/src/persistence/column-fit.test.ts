import { describe, expect, it } from '@jest/globals';
import { inventoryApi } from '@arcade/contracts';
import { messagingMigrations } from '@arcade/messaging/mysql';
import { columnsOf, misfits } from '@arcade/testing';
import { migrations } from './migrations.ts';

const columns = columnsOf([...messagingMigrations, ...migrations]);

describe('what callers may send', () => {
  it('fits into the columns that keep it', () => {
    expect(
      misfits(inventoryApi, columns, {
        'updateInventory/quantityAvailable': 'inventory.quantity_available',
        'updateInventory/note': 'stock_ledger.note',
        'reserveInventory/quantity': 'reservation.quantity_reserved',
        'reserveInventory/minutes': null,
        'putOrderReservation/cartVersion': 'cart_hold.cart_version',
        'putOrderReservation/lines/**': 'reservation.quantity_reserved',
        'putOrderReservation/ttlSeconds': null,
        'releaseOrderReservation/reason': 'order_reservation.reason',
        'restockReturn/lines/**': 'stock_ledger.delta',
        'putCartHold/lines/**': 'reservation.quantity_reserved',
        'putCartHold/ttlSeconds': null,
        'putCartHold/cartVersion': 'cart_hold.cart_version',
        'moveCartHold/lines/**': 'reservation.quantity_reserved',
        'moveCartHold/ttlSeconds': null,
        'moveCartHold/cartVersion': 'cart_hold.cart_version',
        'releaseCartHold/cartVersion': 'cart_hold.cart_version',
        'putCartHold/holder/network': 'reservation.guest_network',
        'moveCartHold/holder/network': 'reservation.guest_network',
        'replayInventoryDeadLetter/eventId': 'dead_letters.event_id',
      }),
    ).toEqual([]);
  });
});
