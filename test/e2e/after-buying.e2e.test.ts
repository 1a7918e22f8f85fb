import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ordersApi, productsApi, type Order, type Product } from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import type { Browser, Page } from 'playwright-core';
import { keepScreenshot, launchBrowser, signInAs, visit, type Visit } from './browser.ts';
import { addToCart, buy, byEvent, newKey, orderIn, password, pay, placeOrder, readOrder, type Person } from './shop.ts';
import { theArcade } from './the-arcade.ts';

/** What somebody can do who has bought something: give back single units of it, and say what they think of it. */
describe('after buying', () => {
  const { shop, expectConsistent } = theArcade();
  let browser: Browser;
  let chair: Product;
  let lamp: Product;
  beforeAll(async () => {
    browser = await launchBrowser();
    [chair, lamp] = [await shop.offer({ stock: 50, price: 7900 }), await shop.offer({ stock: 50, price: 2500 })];
  });
  afterAll(() => browser.close());

  const phone = { width: 390, height: 844 };
  const visiting = (work: (visit: Visit) => Promise<void>) => () => visit(browser, { url: shop.url }, work);
  const signIn = (page: Page, { email }: Person) => signInAs(page, shop.url, email, password);
  const show = async (page: Page, name: string) => {
    const before = page.viewportSize();
    await keepScreenshot(page, name);
    await page.setViewportSize(phone);
    await keepScreenshot(page, `${name}-phone`);
    if (before !== null) await page.setViewportSize(before);
  };
  const lineOf = ({ items }: Order, { productId }: Product) => {
    const item = items.find((one) => one.productId === productId);
    if (item === undefined) throw new Error('The order has no such line');
    return item;
  };
  /** Everything is sent, arrives, and one unit of a line comes back. */
  const sendAndTakeBack = async (order: Order, product: Product): Promise<void> => {
    const { client } = await shop.asMerchant();
    const params = { orderId: order.orderId };
    await client.call(ordersApi.startProcessing, { params });
    const sent = await client.call(ordersApi.shipOrder, { params, body: { carrier: 'DHL', trackingNumber: newKey() } });
    const [shipment] = sent.body.shipments;
    if (shipment === undefined) throw new Error('Nothing was sent');
    await client.call(ordersApi.deliverShipment, { params: { ...params, shipmentId: shipment.shipmentId } });
    const lines = [{ orderItemId: lineOf(order, product).orderItemId, quantity: 1 }];
    await client.call(
      ordersApi.returnItems,
      { params, body: { lines, reason: 'Wobbles' } },
      { idempotencyKey: newKey() },
    );
  };

  it(
    'single units are cancelled, with what goes back told before, and what came back is told after',
    visiting(async ({ page, complaints }) => {
      const ada = await shop.register();
      await addToCart(ada, lamp.productId);
      const { orderId } = await placeOrder(ada, await addToCart(ada, chair.productId, 3));
      await pay(ada, orderId);
      const order = await orderIn(ada, orderId, ['CONFIRMED']);
      await signIn(page, ada);
      await page.goto(`/orders/${orderId}`);
      const chairs = page.getByTestId('order-line').filter({ hasText: chair.name });
      const dialog = page.getByRole('dialog');
      const money = page.getByTestId('money-back');
      const history = page.getByTestId('money-history');

      await page.getByRole('button', { name: 'Cancel the order' }).click();
      await dialog.getByRole('heading', { name: 'Cancel this order?' }).waitFor();
      await money.getByText('$262.00').waitFor();
      await show(page, 'order-cancel-all');
      await page.keyboard.press('Escape');

      await chairs.getByRole('button', { name: `Cancel ${chair.name}` }).click();
      await dialog.getByRole('heading', { name: 'What would you like to cancel?' }).waitFor();
      await money.getByText('$237.00').waitFor();
      const ofChairs = dialog.getByRole('group', { name: chair.name });
      const ofLamps = dialog.getByRole('group', { name: lamp.name });
      for (const left of [2, 1, 0]) {
        await ofChairs.getByRole('button', { name: 'One less' }).click();
        await ofChairs.getByText(String(left), { exact: true }).waitFor();
      }
      await money.getByText('Nothing is chosen yet.').waitFor();
      expect(await dialog.getByRole('button', { name: 'Yes, cancel it' }).getAttribute('aria-disabled')).toBe('true');
      expect(await ofLamps.getByRole('button', { name: 'One less' }).getAttribute('aria-disabled')).toBe('true');
      await page.route('**/cancel/preview', (route) => route.fulfill(moved), { times: 1 });
      await ofChairs.getByRole('button', { name: 'One more' }).click();
      await money.getByText('What goes back cannot be told just now.').waitFor();
      await ofChairs.getByRole('button', { name: 'One more' }).click();
      await money.getByText('$158.00').waitFor();
      await ofChairs.getByRole('button', { name: 'One less' }).click();
      await money.getByText('$79.00').waitFor();
      await dialog.getByText('I ordered it by mistake').click();
      await show(page, 'order-cancel-some');

      await page.route('**/cancel', (route) => route.fulfill(moved), { times: 1 });
      await dialog.getByRole('button', { name: 'Yes, cancel 1 thing' }).click();
      await dialog.getByRole('alert').getByText('something has changed meanwhile').waitFor();
      await dialog.getByRole('button', { name: 'Yes, cancel 1 thing' }).click();
      await chairs.getByText('1 of 3 cancelled').waitFor();
      await history.getByText('I ordered it by mistake').waitFor();
      await history.getByText('$79.00 went back.').waitFor();
      expect((await readOrder(ada, orderId)).refundedAmount.amount).toBe(7900);
      await show(page, 'order-part-cancelled');

      await sendAndTakeBack(order, lamp);
      await history.getByText('Returned', { exact: true }).waitFor();
      await history.getByText('$25.00 went back.').waitFor();
      await page.getByRole('heading', { name: 'Not what you wanted?' }).waitFor();
      expect(await page.getByRole('button', { name: /Cancel/ }).count()).toBe(0);
      await show(page, 'order-returned');
      expect(complaints).toEqual([]);
      await expectConsistent();
    }),
  );

  const moved = {
    status: 409,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', title: 'x', status: 409, code: 'illegal-transition' }),
  };

  it(
    'a buyer writes a review, changes and deletes it; others read it, or report it',
    visiting(async ({ page, complaints }) => {
      const [ada, bob] = [await shop.register(), await shop.register()];
      const path = `/products/${chair.productId}`;
      const params = { productId: chair.productId };
      await page.goto(path);
      await page.getByText('Nobody has written about this yet').waitFor();
      await page.getByText('to write a review').waitFor();
      await signIn(page, ada);
      await page.goto(path);
      await page.getByText('You can review this once you have bought it.').waitFor();
      await show(page, 'reviews-none');

      await orderIn(ada, (await buy(ada, chair.productId)).orderId, ['CONFIRMED']);
      await eventually(
        async () => (await ada.client.call(productsApi.getMyReview, { params })).body.mayReview,
        byEvent,
      );
      await page.reload();
      await page.getByRole('button', { name: 'Send the review' }).click();
      await page.getByText('Please choose how many stars.').waitFor();
      await page.getByRole('radio', { name: /^3 of 5/ }).press('ArrowRight');
      await page.getByLabel('In your words').fill('Sits well.\nStands well, too.');
      await show(page, 'reviews-writing');
      await page.getByRole('button', { name: 'Send the review' }).click();
      await page.locator('.toasts').getByText('Your review is published.').waitFor();
      const review = page.getByTestId('review');
      await review.getByText('Verified purchase').waitFor();
      await review.getByRole('img', { name: '4 of 5 stars' }).waitFor();
      await page.locator('.reviews-summary').getByText('1 review', { exact: true }).waitFor();
      expect(await review.getByRole('button', { name: /Report/ }).count()).toBe(0);
      await show(page, 'reviews-own');

      await page.getByRole('button', { name: 'Change it' }).click();
      await page.getByLabel('In your words').fill('Sits very well.');
      await page.getByRole('button', { name: 'Save the review' }).click();
      await review.getByText('Sits very well.').waitFor();

      const { reviewId } = (await ada.client.call(productsApi.getMyReview, { params })).body.review ?? {};
      await visit(browser, { url: shop.url, viewport: phone }, async ({ page: his }) => {
        await signIn(his, bob);
        await his.goto(path);
        await his.getByRole('button', { name: 'Report the review by Ada T.' }).click();
        await his.getByRole('radio', { name: 'It is not about this thing' }).check();
        await his.getByLabel('Tell us more').fill('It is about a table.');
        await keepScreenshot(his, 'reviews-report');
        await his.getByRole('button', { name: 'Report it' }).click();
        await his.getByText('Reported. Thank you, we look at it.').waitFor();
      });
      const { client: admin } = await shop.asAdmin();
      const reported = await admin.call(productsApi.listReviewsByState, { query: { state: 'reported' } });
      const found = reported.body.items.find((one) => one.reviewId === reviewId);
      expect(found).toMatchObject({ reports: [{ reason: 'not-about-product', note: 'It is about a table.' }] });

      const where = { productId: chair.productId, reviewId: found?.reviewId ?? '' };
      const body = { reason: 'It is about a table' };
      await admin.call(productsApi.hideReview, { params: where, body }, { ifMatch: `"${found?.version ?? 0}"` });
      await page.reload();
      await page.getByText('We have taken it down: It is about a table.').waitFor();
      await page.getByRole('button', { name: 'Change it' }).click();
      await page.getByLabel('In your words').fill('It is a chair.');
      await page.getByRole('button', { name: 'Save the review' }).click();
      await page.getByText('Only you see it so far').waitFor();
      await show(page, 'reviews-pending');

      await page.getByRole('button', { name: 'Delete it' }).click();
      await page.getByRole('button', { name: 'Yes, delete it' }).click();
      await page.getByRole('button', { name: 'Send the review' }).waitFor();
      expect((await ada.client.call(productsApi.getMyReview, { params })).body.review).toBeNull();
      expect(complaints).toEqual([]);
    }),
  );
});
