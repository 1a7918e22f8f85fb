import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, type Product } from '@arcade/contracts';
import type { Browser, Page } from 'playwright-core';
import { keepScreenshot, launchBrowser, visit, type Visit } from './browser.ts';
import { newKey, password } from './shop.ts';
import { theArcade } from './the-arcade.ts';

describe('the storefront', () => {
  const { shop, expectConsistent } = theArcade();
  let browser: Browser;
  let product: Product;
  beforeAll(async () => {
    browser = await launchBrowser();
    product = await shop.offer({ stock: 50, price: 7900 });
  });
  afterAll(() => browser.close());

  const wide = { width: 1280, height: 900 };
  const visiting =
    (work: (visit: Visit) => Promise<void>, viewport = wide) =>
    () =>
      visit(browser, { url: shop.url, viewport }, work);
  const register = async (page: Page) => {
    await page.goto('/register');
    await page.getByLabel('First name').fill('Grace');
    await page.getByLabel('Last name').fill('Hopper');
    await page.getByLabel('Email').fill(`grace-${newKey()}@example.com`);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Orders' }).waitFor();
  };
  const add = async (page: Page, name = product.name) => {
    await page.goto(`/products/${product.productId}`);
    await page.getByRole('heading', { name }).waitFor();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.locator('.toasts').getByText('is in your cart').waitFor();
  };
  const address = async (page: Page) => {
    await page.getByLabel('Country').selectOption('DE');
    await page.getByLabel('Street and number').fill('1 Loopback Lane');
    await page.getByLabel('Postal code').fill('12700');
    await page.getByLabel('City').fill('Localhost');
  };
  const status = (page: Page, value: string) =>
    page.locator(`[data-testid=order-status][data-status=${value}]`).first().waitFor({ timeout: 60_000 });

  it(
    'takes a guest from the catalogue to a confirmed order and gives the money back',
    visiting(async ({ page, complaints }) => {
      await page.goto('/');
      await page.getByTestId('catalogue').getByText(product.name).waitFor();
      await keepScreenshot(page, 'catalogue');

      await add(page);
      await keepScreenshot(page, 'product');
      await page.getByRole('link', { name: 'To the cart' }).click();
      await page
        .getByTestId('hold')
        .getByText(/1[45]:\d\d/)
        .waitFor();
      await page.getByRole('button', { name: 'One more' }).click();
      await page.getByTestId('total').getByText('$158.00').waitFor();
      await keepScreenshot(page, 'cart');

      await register(page);
      await page.goto('/cart');
      await page.getByTestId('total').getByText('$158.00').waitFor();
      await page.getByRole('link', { name: 'Check out' }).click();
      await address(page);
      await keepScreenshot(page, 'checkout');
      await page.getByRole('button', { name: /^Pay/ }).click();

      await status(page, 'CONFIRMED');
      await page.getByText('Thank you!').waitFor();
      await page.getByTestId('payment-status').getByText('Paid').waitFor();
      await keepScreenshot(page, 'order-confirmed');
      await page.getByTestId('cart-count').waitFor({ state: 'detached', timeout: 40_000 });

      await page.getByRole('button', { name: 'Cancel the order' }).click();
      await page.getByRole('button', { name: 'Yes, cancel it' }).click();
      await status(page, 'CANCELLED');
      // Nobody was asked for a reason that they did not give.
      await page.locator('.notice').getByText('This order is cancelled.', { exact: true }).waitFor();
      await page.getByTestId('refunded').getByText('$158.00').waitFor();
      await keepScreenshot(page, 'order-refunded');
      expect(complaints).toEqual([]);
      await expectConsistent();
    }),
  );

  it(
    'lets a shopper try another card, and takes the step at the bank',
    visiting(
      async ({ page, complaints }) => {
        await register(page);
        await add(page);
        await page.goto('/checkout');
        await address(page);
        await page.getByText('is declined').click();
        await page.getByRole('button', { name: /^Pay/ }).click();
        await page.getByText('The last payment did not go through').waitFor();
        await keepScreenshot(page, 'order-declined-phone');
        await page.getByText('asks you to confirm at the bank').click();
        await page.getByRole('button', { name: /^Pay/ }).click();
        await page.waitForURL((url) => url.origin !== shop.url);
        await keepScreenshot(page, 'bank-step-phone');
        await page.getByRole('button').first().click();
        await page.waitForURL((url) => url.origin === shop.url);
        await status(page, 'CONFIRMED');
        await keepScreenshot(page, 'order-confirmed-phone');
        expect(complaints).toEqual([]);
      },
      { width: 390, height: 844 },
    ),
  );

  it(
    'shows a changed price on an open page',
    visiting(async ({ page, complaints }) => {
      await page.goto(`/products/${product.productId}`);
      await page.getByText('$79.00').first().waitFor();
      const merchant = await shop.asMerchant();
      const where = { params: { productId: product.productId } };
      const { etag = '' } = await merchant.client.call(productsApi.getProduct, where);
      const price = { amount: 6900, currencyCode: 'USD' };
      await merchant.client.call(productsApi.changePrice, { ...where, body: { price } }, { ifMatch: etag });
      await page.locator('.notice').getByText('The price has just fallen, from $79.00 to $69.00.').waitFor();
      await page.locator('.price .now').getByText('$69.00').waitFor();
      expect(complaints).toEqual([]);
    }),
  );

  it(
    'says what is wrong with a sign-in, and what is not there',
    visiting(async ({ page }) => {
      await page.goto('/sign-in');
      await page.getByLabel('Email').fill('nobody@example.com');
      await page.getByLabel('Password').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('Email or password is wrong').waitFor();
      await keepScreenshot(page, 'sign-in-wrong');
      await page.goto('/no/such/page');
      await page.getByText('There is nothing here').waitFor();
      await page.goto('/cart');
      await page.getByText('Your cart is empty').waitFor();
    }),
  );

  it(
    'has its API documentation',
    visiting(async ({ page, complaints }) => {
      await page.goto('/docs');
      await page.getByText('/products/{productId}').first().waitFor();
      await keepScreenshot(page, 'docs');
      expect(complaints).toEqual([]);
    }),
  );
});
