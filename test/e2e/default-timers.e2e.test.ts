import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, type Client } from '@arcade/client';
import { cartsApi, cartTokenHeader, inventoryApi, ordersApi, usersApi, type Order } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventually } from '@arcade/testing';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Browser } from 'playwright-core';
import { launchBrowser, signInAs, visit } from './browser.ts';
import { createMailbox } from './mailbox.ts';
import { movedClock, type MovedClock } from './moved-clock.ts';
import { manyPeople, startOwnArcade, type OwnArcade } from './own-arcade.ts';
import {
  addToCart,
  buy,
  byEvent,
  newKey,
  orderIn,
  password,
  placeOrder,
  readCart,
  readOrder,
  type Person,
  type Shop,
} from './shop.ts';

/** Looked for more often: how long something takes is left as it is. */
const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...manyPeople,
  carts: { CART_SWEEP_MS: '500' },
  orders: { RECONCILE_INTERVAL_SECONDS: '5' },
  payments: { RECONCILE_INTERVAL_SECONDS: '5' },
};

/** One story: each part begins where the clock of the one before it stands. */
describe('timers that nobody has set', () => {
  let clock: MovedClock;
  let arcade: OwnArcade;
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    clock = await movedClock();
    arcade = await startOwnArcade({
      instance: 'e2e-timers',
      web: true,
      serviceEnv: (component) => ({ ...clock.envOf(component), ...settings[component] }),
    });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await arcade.platform.stop();
    await clock.forget();
  }, 120_000);

  const sellable = async (productId: string) =>
    (await arcade.shop.anonymous.call(inventoryApi.getInventory, { params: { productId } })).body.quantitySellable;
  const soldOut = { code: 'insufficient-stock' };

  it('carts hold units for 15 minutes', async () => {
    const { shop } = arcade;
    const { productId } = await shop.offer({ stock: 1 });
    const [ada, bob] = [await shop.register(), await shop.register()];
    await addToCart(ada, productId);
    await clock.advance({ minutes: 14 });
    await expect(addToCart(bob, productId)).rejects.toMatchObject(soldOut);
    await clock.advance({ minutes: 2 });
    await eventually(() => addToCart(bob, productId));
    const { items } = await readCart(ada);
    expect(items).toMatchObject([{ held: 0, problems: [{ code: 'hold-expired' }] }]);
    await arcade.expectConsistent();
  });

  it('orders wait 15 minutes for their payment, and 10 more for a provider that is still deciding', async () => {
    const { shop, platform } = arcade;
    const { productId } = await shop.offer({ stock: 3 });
    const [ada, bob, carol] = [await shop.register(), await shop.register(), await shop.register()];
    const unpaid = await placeOrder(ada, await addToCart(ada, productId));
    const asked = await buy(bob, productId, 1, 'tok_3ds');
    const undecided = await buy(carol, productId, 1, 'tok_late_2400');
    await clock.advance({ minutes: 14 });
    expect(await sellable(productId)).toBe(0);
    expect((await readOrder(ada, unpaid.orderId)).status).toBe('PENDING_PAYMENT');
    expect((await readOrder(bob, asked.orderId)).status).toBe('PENDING_PAYMENT');
    await clock.advance({ minutes: 2 });
    await orderIn(ada, unpaid.orderId, ['EXPIRED']);
    await orderIn(bob, asked.orderId, ['EXPIRED']);
    await clock.advance({ minutes: 8 });
    await eventually(async () => (await sellable(productId)) === 2);
    expect((await readOrder(carol, undecided.orderId)).status).toBe('PENDING_PAYMENT');
    await clock.advance({ minutes: 2 });
    await orderIn(carol, undecided.orderId, ['EXPIRED']);
    // The bank says yes after all; its timer is looked at when it starts.
    await clock.advance({ minutes: 15 });
    await platform.restart('payment-sandbox');
    await eventually(async () => (await sellable(productId)) === 3, { timeoutMs: 60_000 });
    await arcade.expectConsistent();
  });

  const tokenOf = async (person: Person, subject: string) => {
    const mailbox = createMailbox(`http://127.0.0.1:${arcade.platform.port('mail', 'web')}`);
    const { hash } = new URL(await mailbox.link(person.email, subject));
    return new URLSearchParams(hash.slice(1)).get('token') ?? '';
  };

  it('the link to a new password works for an hour, the one that confirms an address for a day', async () => {
    const { shop } = arcade;
    const [ada, bob, carol] = [await shop.register(), await shop.register(), await shop.register()];
    const { anonymous } = shop;
    const ask = ({ email }: Person) => anonymous.call(usersApi.forgotPassword, { body: { email } });
    const set = async (person: Person) => {
      const token = await tokenOf(person, 'Set a new password');
      return anonymous.call(usersApi.resetPassword, { body: { token, newPassword: `${password}, new` } });
    };
    await Promise.all([ask(ada), ask(bob)]);
    await Promise.all([tokenOf(ada, 'Set a new password'), tokenOf(bob, 'Set a new password')]);
    await clock.advance({ minutes: 58 });
    await set(ada);
    await clock.advance({ minutes: 3 });
    await expect(set(bob)).rejects.toMatchObject({ code: 'invalid-token' });
    const confirm = async (person: Person) =>
      anonymous.call(usersApi.verifyEmail, { body: { token: await tokenOf(person, 'Confirm your address') } });
    await clock.advance({ hours: 22 });
    await confirm(carol);
    await clock.advance({ hours: 2 });
    await expect(confirm(bob)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('a guest’s cart is kept for two days without a visit, and a user’s for thirty', async () => {
    const { shop, platform } = arcade;
    const { productId } = await shop.offer({ stock: 2 });
    const ada = await shop.register();
    const cart = await addToCart(ada, productId);
    const guestCart = (await shop.anonymous.call(cartsApi.addCartItem, { body: { productId, quantity: 1 } })).body;
    const headers = () => ({ [cartTokenHeader]: `${guestCart.cartId}.${guestCart.guestToken}` });
    const guest: Client = createClient({ baseUrl: platform.url, headers });
    const kept = async (client: Client) => (await client.call(cartsApi.getCart)).body.items.length;
    const stored = async (cartId: string) => {
      const rows = await query<{ status: string }>(
        `SELECT status FROM ${arcade.books.carts}.carts WHERE cart_id = '${cartId}'`,
      );
      return rows[0]?.status;
    };
    await clock.advance({ days: 1, hours: 23 });
    expect(await stored(guestCart.cartId)).toBe('open');
    await clock.advance({ hours: 2 });
    await eventually(async () => (await stored(guestCart.cartId)) === 'expired', { timeoutMs: 60_000 });
    expect(await kept(guest)).toBe(0);
    await clock.advance({ days: 27 });
    expect(await stored(cart.cartId)).toBe('open');
    await clock.advance({ days: 2 });
    await eventually(async () => (await stored(cart.cartId)) === 'expired', { timeoutMs: 60_000 });
    await arcade.expectConsistent();
  });

  /** Sent and arrived. */
  const deliver = async ({ asMerchant }: Shop, orderId: string) => {
    const { client } = await asMerchant();
    const params = { orderId };
    await client.call(ordersApi.startProcessing, { params });
    const sent = await client.call(ordersApi.shipOrder, { params, body: { carrier: 'DHL', trackingNumber: newKey() } });
    for (const { shipmentId } of sent.body.shipments)
      await client.call(ordersApi.deliverShipment, { params: { ...params, shipmentId } });
  };

  /** One unit of each line comes back. */
  const takeBack = async ({ asMerchant }: Shop, { orderId, items }: Order) => {
    const lines = items.map(({ orderItemId }) => ({ orderItemId, quantity: 1 }));
    const call = { params: { orderId }, body: { lines, reason: 'Wobbles' } };
    await (await asMerchant()).client.call(ordersApi.returnItems, call, { idempotencyKey: newKey() });
  };
  const refunded = async (buyer: Person, orderId: string, amount: number) =>
    eventually(async () => (await readOrder(buyer, orderId)).refundedAmount.amount === amount, byEvent);

  it('an order is complete 14 days after its delivery, and so long does a session last', async () => {
    const { shop } = arcade;
    await shop.signInAnew();
    const { productId } = await shop.offer({ stock: 2 });
    const ada = await shop.register();
    const { orderId } = await buy(ada, productId, 2);
    const order = await orderIn(ada, orderId, ['CONFIRMED']);
    await deliver(shop, orderId);
    await clock.advance({ days: 13, hours: 23 });
    expect((await readOrder(ada, orderId)).status).toBe('DELIVERED');
    await takeBack(shop, order);
    await refunded(ada, orderId, 1999);
    await clock.advance({ hours: 2 });
    await expect(readOrder(ada, orderId)).rejects.toMatchObject({ status: 401 });
    await orderIn(await shop.signIn(ada.email, password), orderId, ['COMPLETED']);
    await arcade.expectConsistent();
  });

  it('a refund that the bank refuses is asked for until it is taken, and the order says so all the while', async () => {
    const { shop, platform } = arcade;
    await shop.signInAnew();
    const { productId } = await shop.offer({ stock: 2 });
    const ada = await shop.register();
    const { orderId } = await buy(ada, productId, 2, 'tok_refund_refused_48');
    const [item] = (await orderIn(ada, orderId, ['CONFIRMED'])).items;
    const lines = [{ orderItemId: item?.orderItemId ?? newId(), quantity: 1 }];
    await ada.client.call(ordersApi.cancelOrder, { params: { orderId }, body: { lines, reason: 'Too many' } });
    const readRefund = async () =>
      (
        await query<{ failure_code: string | null; version: number }>(
          `SELECT failure_code, version FROM ${arcade.books.payments}.refunds WHERE order_id = '${orderId}'`,
        )
      )[0];
    /** Later than the version that is known. */
    const isRefused = (known = 0) =>
      eventually(async () => {
        const { failure_code: code, version = 0 } = (await readRefund()) ?? {};
        return code === 'refund_refused' && version > known && version;
      }, byEvent);
    const money = async () => {
      const { reversals, refundedAmount } = await readOrder(ada, orderId);
      return [reversals[0]?.refund, refundedAmount.amount];
    };
    const shows = (words: string) =>
      visit(browser, { url: platform.url }, async ({ page }) => {
        await signInAs(page, platform.url, ada.email, password);
        await page.goto(`/orders/${orderId}`);
        await page.getByTestId('money-history').getByText(words).waitFor();
      });
    const first = await isRefused();
    expect(await money()).toEqual(['open', 0]);
    await clock.advance({ hours: 47 });
    await isRefused(first);
    expect(await money()).toEqual(['open', 0]);
    await shows('The money is on its way back.');
    await clock.advance({ hours: 25 });
    // Whoever saw the new day first may have asked a provider who still had the old one.
    await clock.advance({ minutes: 11 });
    await eventually(async () => (await money())[0] === 'done', { timeoutMs: 120_000, intervalMs: 200 });
    expect((await readRefund())?.failure_code).toBeNull();
    expect(await money()).toEqual(['done', 1999]);
    await shows('$19.99 went back.');
    await arcade.expectConsistent();
  });

  it('what is forgotten within a year is nothing that anybody misses', async () => {
    const { shop, platform, books } = arcade;
    const all = new Set((await platform.status()).components.map(({ name }) => name));
    const services = [...all].filter((name) => all.has(`${name}-dapr`));
    await shop.signInAnew();
    const { productId } = await shop.offer({ stock: 10 });
    const ada = await shop.register();
    const first = await orderIn(ada, (await buy(ada, productId)).orderId, ['CONFIRMED']);
    await deliver(shop, first.orderId);
    await arcade.expectConsistent();
    const outdated = async () => {
      const counts = (['carts', 'inventory', 'orders', 'payments'] as const).map(
        (name) => `(SELECT COUNT(*) FROM ${books[name]}.outbox WHERE sent_at < NOW(6) - INTERVAL 30 DAY)
          + (SELECT COUNT(*) FROM ${books[name]}.inbox WHERE received_at < NOW(6) - INTERVAL 37 DAY)`,
      );
      const carts = `(SELECT COUNT(*) FROM ${books.carts}.carts WHERE updated_at < NOW(6) - INTERVAL 90 DAY)`;
      return (await query<{ n: number }>(`SELECT ${[...counts, carts].join(' + ')} AS n`))[0]?.n;
    };
    for (const days of [38, 363]) {
      await clock.advance({ days });
      expect(await outdated()).toBeGreaterThan(0);
      // What forgets runs hourly, and at once.
      for (const name of services) await platform.restart(name);
      await eventually(async () => (await outdated()) === 0);
      await shop.signInAnew();
      const again = await shop.signIn(ada.email, password);
      await orderIn(again, (await buy(again, productId)).orderId, ['CONFIRMED']);
      await arcade.expectConsistent();
    }
    await takeBack(shop, first);
    await refunded(await shop.signIn(ada.email, password), first.orderId, 1999);
    await arcade.expectConsistent();
  });

  const query = async <Row>(sql: string): Promise<readonly Row[]> => {
    const connection = await createConnection(arcade.books.url);
    try {
      return (await connection.query<RowDataPacket[]>(sql))[0] as Row[];
    } finally {
      await connection.end();
    }
  };
});
