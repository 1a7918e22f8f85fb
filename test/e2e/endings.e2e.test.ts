import { describe, expect, it } from '@jest/globals';
import { paymentsApi, productsApi } from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import { addToCart, buy, byEvent, orderIn, pay, placeOrder, readCart, readOrder } from './shop.ts';
import { theArcade } from './the-arcade.ts';

describe('what ends otherwise than planned', () => {
  const { info, shop, platform, restart, expectConsistent } = theArcade();

  it.each([
    ['won', 'CAPTURED', 'PAID'],
    ['lost', 'CHARGED_BACK', 'DISPUTED'],
  ] as const)('shows a dispute on the order and moves no money for it (%s)', async (outcome, final, end) => {
    const { productId } = await shop.offer({ stock: 1 });
    const ada = await shop.register();
    const { orderId } = await buy(ada, productId, 1, 'tok_disputed');
    const paymentStatus = (status: string) =>
      eventually(async () => (await readOrder(ada, orderId)).paymentStatus === status, byEvent);
    await paymentStatus('DISPUTED');
    const { provider } = info.books.others;
    const { data } = (await (await fetch(`${provider}/charges?orderId=${orderId}`)).json()) as {
      data: { id: string }[];
    };
    await fetch(`${provider}/charges/${data[0]?.id}/dispute`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ outcome }),
    });
    const payment = await eventually(async () => {
      const { body } = await ada.client.call(paymentsApi.getPaymentStatus, { query: { orderId } });
      return body.status === final && body;
    }, byEvent);
    expect(payment.refundedAmount.amount).toBe(0);
    await paymentStatus(end);
    await expectConsistent();
  });

  it('sells no product that ended while it was in a cart, and gives its stock back', async () => {
    const { productId } = await shop.offer({ stock: 2 });
    const ada = await shop.register();
    const cart = await addToCart(ada, productId);
    const merchant = await shop.asMerchant();
    const params = { productId };
    await merchant.client.call(productsApi.endProduct, { params });
    await expect(placeOrder(ada, cart)).rejects.toMatchObject({ status: 409 });
    await eventually(async () => {
      const { items } = await readCart(ada);
      return items.every(({ problems }) => problems.some(({ code }) => code === 'not-available'));
    }, byEvent);
    await expectConsistent();
  });

  it('gives the money back where orders was away for longer than the stock was held and somebody else has it', async () => {
    const { productId } = await shop.offer({ stock: 1 });
    const ada = await shop.register();
    const bob = await shop.register();
    await restart('orders', { env: { ORDER_PAY_MINUTES: '0.2', ORDER_PAYMENT_GRACE_SECONDS: '1' } });
    const { orderId } = await buy(ada, productId, 1, 'tok_late_10');
    await platform.setAutoRestart(false, 'orders');
    await platform.kill('orders');
    const cart = await eventually(() => addToCart(bob, productId), { timeoutMs: 90_000, intervalMs: 500 });
    await restart('orders');
    await orderIn(ada, orderId, ['CANCELLED', 'EXPIRED'], 90_000);
    await eventually(
      async () => {
        const { body } = await ada.client.call(paymentsApi.getPaymentStatus, { query: { orderId } });
        return ['VOIDED', 'CANCELLED', 'FAILED'].includes(body.status) || body.refundedAmount.amount > 0;
      },
      { timeoutMs: 90_000, intervalMs: 500 },
    );
    const sold = await placeOrder(bob, cart);
    await pay(bob, sold.orderId);
    await orderIn(bob, sold.orderId, ['CONFIRMED']);
    await expectConsistent();
  });
});
