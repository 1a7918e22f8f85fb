import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Product } from '@arcade/contracts';
import type { Browser } from 'playwright-core';
import { launchBrowser, visit, type Visit } from './browser.ts';
import { theArcade } from './the-arcade.ts';

/** What a shopper meets when a request, a page or its program fails. */
describe('the storefront takes care', () => {
  const { shop } = theArcade();
  let browser: Browser;
  let product: Product;
  beforeAll(async () => {
    browser = await launchBrowser();
    product = await shop.offer({ stock: 50, price: 7900 });
  });
  afterAll(() => browser.close());

  const visiting = (work: (visit: Visit) => Promise<void>) => () => visit(browser, { url: shop.url }, work);

  it(
    'of failures: they stay until they are dismissed, in words for people',
    visiting(async ({ page }) => {
      await page.clock.install();
      await page.goto(`/products/${product.productId}`);
      await page.getByRole('heading', { name: product.name }).waitFor();
      const detail = 'Too small: expected string to have >=1 characters';
      await page.route('**/cart/items', (route) =>
        route.fulfill({
          status: 400,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: 'about:blank', title: detail, status: 400, code: 'invalid-request', detail }),
        }),
      );
      await page.getByRole('button', { name: 'Add to cart' }).click();
      const toast = page.locator('.toast');
      await toast.getByText('Please check it').waitFor();
      await page.clock.fastForward(60_000);
      expect(await toast.count()).toBe(1);
      expect(await page.locator('body').innerText()).not.toContain('Too small');
      await toast.getByRole('button', { name: /^Dismiss/ }).click();
      await toast.waitFor({ state: 'detached' });
      expect(await page.evaluate<string>('document.activeElement.tagName')).not.toBe('BODY');
    }),
  );

  it(
    'of a page that cannot be shown: the rest of the shop stands',
    visiting(async ({ page }) => {
      const isData = (url: URL) => url.pathname === `/products/${product.productId}`;
      await page.route(isData, (route) =>
        route.request().headers()['accept'] === 'application/json' ? route.fulfill({ json: {} }) : route.continue(),
      );
      await page.goto(`/products/${product.productId}`);
      await page.getByRole('heading', { name: 'Something went wrong on this page' }).waitFor();
      await page.getByRole('link', { name: 'To the catalogue', exact: true }).click();
      await page.getByTestId('catalogue').waitFor();
    }),
  );

  it(
    'of a program that comes in part: the page says so and offers a way on',
    visiting(async ({ page }) => {
      await page.route(/assets\/cart-page/, (route) => route.abort());
      await page.goto('/cart');
      await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
      await page.getByRole('link', { name: 'To the catalogue', exact: true }).click();
      await page.getByTestId('catalogue').waitFor();
    }),
  );

  it(
    'of a program that does not come at all: the document speaks for itself',
    visiting(async ({ page }) => {
      await page.route(/assets\/.*\.js/, (route) => route.abort());
      await page.goto(`/products/${product.productId}`);
      await page.getByRole('heading', { name: product.name }).waitFor({ timeout: 15_000 });
      await page.getByText('$79.00').waitFor();
      await page.getByRole('link', { name: 'load the page again' }).waitFor();
    }),
  );

  it('of browsers that run no programs: a product has its name, price and a way to the others', async () => {
    const context = await browser.newContext({ baseURL: shop.url, javaScriptEnabled: false });
    const page = await context.newPage();
    const answer = await page.goto(`/products/${product.productId}`);
    expect(answer?.status()).toBe(200);
    await page.getByRole('heading', { name: product.name }).waitFor();
    expect(await page.locator('.unloaded').isVisible()).toBe(true);
    expect((await page.goto('/no/such/page'))?.status()).toBe(404);
    expect((await page.goto(`/products/${crypto.randomUUID()}`))?.status()).toBe(404);
    await page.getByRole('link', { name: 'To the catalogue', exact: true }).click();
    await page.getByRole('link', { name: product.name }).waitFor();
    await context.close();
  });
});
