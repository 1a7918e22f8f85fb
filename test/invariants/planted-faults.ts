import type { Schemas } from './messaging.ts';
import { plantedEventFaults } from './planted-event-faults.ts';
import { fact, of, other, type PlantedFaults } from './planted-fault.ts';
import { event, ids, insert } from './shop-rows.ts';

const sold = of('order_id', ids.soldOrder);
const waiting = of('order_id', ids.openOrder);
const cancelled = of('order_id', ids.cancelledOrder);

const inCarts = ({ carts }: Schemas): PlantedFaults => ({
  'a user has one living cart, and the unique key knows it': [
    `UPDATE ${carts}.carts SET open_user_id = NULL ${of('cart_id', ids.openCart)}`,
  ],
  'a locked cart has its order': [`UPDATE ${carts}.carts SET order_id = NULL ${of('cart_id', ids.lockedCart)}`],
  'a promotion counts exactly its uses, without those that were taken again over its limit': [
    `UPDATE ${carts}.promotions SET times_used = 0`,
  ],
  'no promotion is used more often than it may be': [`UPDATE ${carts}.promotions SET usage_limit = 0`],
  'no user uses a promotion more often than one may, unless an order lived after all': [
    `UPDATE ${carts}.promotions SET usage_limit_per_user = 0`,
  ],
  'a use belongs to the order that locks or has closed its cart, or it was given back and taken again': [
    `UPDATE ${carts}.promotion_uses SET cart_id = '${ids.openCart}'`,
  ],
  'a merged cart has nothing in it': [
    `UPDATE ${carts}.carts SET status = 'merged', open_user_id = NULL ${of('cart_id', ids.openCart)}`,
  ],
  'every line has a product in the replica': [`UPDATE ${carts}.cart_items SET product_id = '${other}'`],
  'the number of codes is the number of codes': [
    `UPDATE ${carts}.carts SET code_count = 1 ${of('cart_id', ids.openCart)}`,
  ],
  'what is held for a cart is what it thinks is held': [`UPDATE ${carts}.cart_items SET held = 2`],
  'no stock is held for a cart that does not want it': [`DELETE FROM ${carts}.cart_items`],
});

const inInventory = ({ inventory }: Schemas): PlantedFaults => ({
  'nothing is oversold: 0 ≤ reserved ≤ on hand': [`UPDATE ${inventory}.inventory SET quantity_reserved = 9`],
  'the units on hand are the sum of the ledger': [`UPDATE ${inventory}.inventory SET quantity_available = 9`],
  'the reserved units are the sum of the active reservations': [
    `UPDATE ${inventory}.inventory SET quantity_reserved = 3`,
  ],
  'no active reservation is 30 s past its time': [
    `UPDATE ${inventory}.reservation SET expires_at = NOW(6) - INTERVAL 31 SECOND ${waiting}`,
  ],
  'a reservation has one owner, and the owner’s record agrees with it': [
    `UPDATE ${inventory}.order_reservation SET outcome = 'RELEASED' ${waiting}`,
  ],
  'an order that is reserved or committed has its reservations': [`DELETE FROM ${inventory}.reservation ${waiting}`],
  'nobody holds a product twice': [
    `INSERT INTO ${inventory}.reservation (reservation_id, inventory_id, product_id, order_id, cart_id, manual_owner,
      quantity_reserved, status, reserved_at, expires_at, ended_at, end_reason) SELECT '${other}', inventory_id, product_id, order_id, cart_id, manual_owner,
      quantity_reserved, status, reserved_at, expires_at, ended_at, end_reason FROM ${inventory}.reservation ${waiting}`,
  ],
  'what a commit took off the shelf is what was reserved, under one cause': [
    `UPDATE ${inventory}.reservation SET quantity_reserved = 1 ${sold}`,
  ],
  'the ledger took nothing for an order that is not committed': [
    `UPDATE ${inventory}.reservation SET status = 'RELEASED' ${sold}`,
  ],
  'stock that counts as announced has an event with what can be sold of it': [
    `UPDATE ${inventory}.inventory SET quantity_available = quantity_available - 1`,
  ],
  'the events of an owner have versions without gaps or doubles': [
    event(inventory, 3, 'inventory.reservation-released', ids.user, 1).sql,
    event(inventory, 4, 'inventory.reservation-released', ids.user, 3).sql,
  ],
  'every change of stock has been announced': [`UPDATE ${inventory}.inventory SET announce_due = 1`],
});

const inOrders = ({ orders }: Schemas): PlantedFaults => ({
  'an order changes its status only along the machine': [
    `UPDATE ${orders}.order_status_history SET event = 'ship' ${sold} AND version = 2`,
  ],
  'the history of an order is one chain that ends in its status': [
    `UPDATE ${orders}.orders SET status = 'PROCESSING' ${sold}`,
  ],
  'an order has one beginning': [`DELETE FROM ${orders}.order_status_history ${waiting}`],
  'a version of a cart became at most one order': [
    `UPDATE ${orders}.orders SET cart_id = '${ids.openCart}' ${waiting}`,
  ],
  'an answered request has the order it speaks of': [
    `UPDATE ${orders}.idempotency_keys SET body = '{"orderId":"${other}"}'`,
  ],
  'an order costs what its lines cost': [`UPDATE ${orders}.order_items SET unit_price = 999 ${waiting}`],
  'every change of status was told with its version': [
    `DELETE FROM ${orders}.outbox WHERE topic = 'orders.order-status-changed' AND aggregate_id = '${ids.openOrder}'`,
  ],
  'an order that is sold knows of its money and its stock': [`UPDATE ${orders}.orders SET stock = 'reserved' ${sold}`],
  'what came back is not worth more than what was sold': [
    insert(`${orders}.\`returns\``, {
      return_id: other,
      order_id: ids.soldOrder,
      order_lines: '[]',
      reason: 'broken',
      refund_amount: 2001,
      restocked: 1,
      refund: 'done',
      created_at: 'NOW(3)',
    }),
  ],
  'a sleeping saga has nothing to do': [`UPDATE ${orders}.saga SET next_attempt_at = NULL ${waiting}`],
  'no saga is late': [`UPDATE ${orders}.saga SET next_attempt_at = NOW(6) - INTERVAL 61 SECOND ${waiting}`],
  'an order that came to nothing is settled': [`UPDATE ${orders}.orders SET settlement = 'open' ${cancelled}`],
});

const inPayments = ({ payments }: Schemas): PlantedFaults => ({
  'an order has at most one payment that took money': [
    `INSERT INTO ${payments}.payments (payment_id, order_id, user_id, attempt_no, amount, currency_code, captured_amount,
      refunded_amount, status, version, created_at, updated_at, moved_at)
      SELECT '${other}', order_id, user_id, 2, amount, currency_code, 1, 0, 'CAPTURED', 1, created_at, updated_at, moved_at
      FROM ${payments}.payments`,
  ],
  'no payment takes more than its amount or gives back more than it took': [
    `UPDATE ${payments}.payments SET captured_amount = 2001`,
  ],
  'refunds that are promised never exceed what was taken': [`UPDATE ${payments}.refunds SET amount = 2001`],
  'what a payment says it gave back is the sum of its refunds': [`UPDATE ${payments}.refunds SET status = 'FAILED'`],
  'a closed account holds no money and no open authorisation': [
    `UPDATE ${payments}.order_accounts SET closed_reason = 'order-cancelled'`,
  ],
  'every state of a payment has its line in the history': [`DELETE FROM ${payments}.status_history`],
});

/** The lines of the sold order, as a refund or a reversal tells them. */
const lines = (orderItemId: string, quantity: number, amount: number) =>
  JSON.stringify([{ orderItemId, quantity, amount }]);

const inLines = ({ inventory, orders, payments }: Schemas): PlantedFaults => ({
  'the parts of a bill are the amount of its payment': [`UPDATE ${payments}.payments SET amount = 2001`],
  'no line gives back more units or money than it was sold with': [
    `UPDATE ${payments}.refunds SET order_lines = '${lines(ids.soldOrder, 3, 500)}'`,
  ],
  'shipping gives back no more than it has cost': [`UPDATE ${payments}.refunds SET shipping = 1`],
  'a refund is for lines of its bill': [`UPDATE ${payments}.refunds SET order_lines = '${lines(other, 1, 500)}'`],
  'the parts of a refund are its amount, where they were kept': [
    `UPDATE ${payments}.refunds SET order_lines = '${lines(ids.soldOrder, 1, 499)}'`,
  ],
  'units that do not stay sold are those of the order’s reversals': [
    `UPDATE ${orders}.order_items SET quantity_cancelled = 1 ${sold}`,
  ],
  'an order of which nothing is left has ended': [`UPDATE ${orders}.order_items SET quantity_cancelled = 2 ${sold}`],
  'what reversals put on the shelf is there, and nothing else': [
    insert(`${inventory}.stock_ledger`, {
      cause_id: `order:${ids.soldOrder}:return:${other}`,
      product_id: ids.product,
      delta: 1,
      reason: 'returned',
      actor: 'test',
      at: 'NOW(6)',
    }),
  ],
  'a reversal has the refund that it tells of': [
    insert(`${orders}.\`returns\``, {
      return_id: other,
      order_id: ids.soldOrder,
      order_lines: '[]',
      reason: 'broken',
      refund_amount: 1,
      restocked: 1,
      refund: 'done',
      created_at: 'NOW(3)',
    }),
  ],
});

const between = ({ inventory, orders, payments }: Schemas): PlantedFaults => ({
  'an order that is sold was paid once, in full': [`UPDATE ${payments}.payments SET captured_amount = 1999`],
  'an order that is sold took exactly its lines off the shelf': [
    `UPDATE ${orders}.order_items SET quantity = 3 ${sold}`,
  ],
  'an order that came to nothing holds no stock': [`UPDATE ${orders}.orders SET status = 'EXPIRED' ${waiting}`],
  'an order that came to nothing holds no money': [`UPDATE ${orders}.orders SET status = 'CANCELLED' ${sold}`],
  'money has an order': [`UPDATE ${payments}.payments SET order_id = '${other}'`],
  'stock that was taken has an order that is sold': [
    `UPDATE ${inventory}.reservation SET status = 'COMMITTED' ${waiting}`,
  ],
  'no order waits a minute past its time without a payment that is still being decided': [
    `UPDATE ${orders}.orders SET pay_until = NOW(3) - INTERVAL 61 SECOND ${waiting}`,
  ],
  'what a payment took and gave back is what the provider took and gave back': [
    'UPDATE facts_charges SET refunded = 0',
  ],
  'the provider holds no money that no payment stands for': [
    fact('facts_charges', 'ch_2', ids.cancelledOrder, 'authorized', 0, 0, 'USD'),
  ],
  'the provider holds money for an order once': [
    fact('facts_charges', 'ch_2', ids.soldOrder, 'captured', 2000, 0, 'USD'),
  ],
});

const inReplicas = ({ carts, inventory, orders }: Schemas): PlantedFaults => ({
  'carts know each product as the catalogue has it': [`UPDATE ${carts}.price_replica SET price = 999`],
  'carts know no product that the catalogue does not have': [
    `INSERT INTO ${carts}.price_replica (product_id, merchant_id, name, price, currency_code, status, categories,
      image_url, version) SELECT '${other}', merchant_id, name, price, currency_code, status, categories,
      image_url, version FROM ${carts}.price_replica`,
  ],
  'every product has its stock, and the stock its product and merchant': [
    `UPDATE ${inventory}.inventory SET merchant_id = '${other}'`,
  ],
  'the catalogue shows the stock that was announced last': ['UPDATE facts_products SET available = 7'],
  'the shop shows a product with its price and stock of now': ['UPDATE facts_shown SET price = 999'],
  'the shop shows every product that is for sale': ['DELETE FROM facts_shown'],
  'the catalogue knows the people as they call themselves': [`DELETE FROM facts_authors ${of('user_id', ids.user)}`],
  'an order belongs to somebody there is': [`UPDATE ${orders}.orders SET user_id = '${other}' ${cancelled}`],
  'a line of an order is a product of the catalogue and its merchant’s': [
    `UPDATE ${orders}.order_items SET merchant_id = '${other}' ${cancelled}`,
  ],
  'orders know what each payment took': [`UPDATE ${orders}.order_payments SET captured_amount = 0`],
  'orders know of no money that no payment took': [`UPDATE ${orders}.order_payments SET payment_id = '${other}'`],
  'orders know each refund that succeeded': [`UPDATE ${orders}.order_refunds SET succeeded = 0`],
  'orders know of no refund that did not succeed': [`UPDATE ${orders}.order_refunds SET refund_id = '${other}'`],
  'a cart is not locked for an order that is decided': [
    `UPDATE ${carts}.carts SET order_id = '${ids.cancelledOrder}' ${of('cart_id', ids.lockedCart)}`,
  ],
  'an order that lives has used its codes': [`UPDATE ${orders}.orders SET codes = '["SALE"]' ${waiting}`],
  'a code is used by an order that lives': [`UPDATE ${carts}.promotion_uses SET order_id = '${ids.cancelledOrder}'`],
  'an order that somebody was told of is there, as it was told': [`DELETE FROM ${orders}.orders ${sold}`],
  'a payment that somebody was told of is there, for the same order': [
    "UPDATE facts_answers SET amount = 1 WHERE kind = 'payment'",
  ],
});

/** Every fault there is an invariant for. */
export const plantedFaults = (schemas: Schemas): PlantedFaults => ({
  ...inCarts(schemas),
  ...inInventory(schemas),
  ...inOrders(schemas),
  ...inPayments(schemas),
  ...inLines(schemas),
  ...between(schemas),
  ...inReplicas(schemas),
  ...plantedEventFaults(schemas),
  'an answered request has the payment it speaks of': [
    `UPDATE ${schemas.payments}.idempotency_keys SET body = '{"paymentId":"${other}"}'`,
  ],
});
