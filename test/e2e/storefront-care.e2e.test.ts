import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, type Product } from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import type { Browser, Page } from 'playwright-core';
import { keepScreenshot, launchBrowser, signInAs, visit, type Visit } from './browser.ts';
import { addToCart, password, pay, placeOrder, type Person } from './shop.ts';
import { theArcade } from './the-arcade.ts';

/** What a shopper meets when something is not as usual, or has only a keyboard. */
describe('the storefront takes care', () => {
  const { shop } = theArcade();
  let browser: Browser;
  let product: Product;
  let other: Product;
  beforeAll(async () => {
    browser = await launchBrowser();
    product = await shop.offer({ stock: 50, price: 7900 });
    other = await shop.offer({ stock: 50, price: 2500 });
  });
  afterAll(() => browser.close());

  const phone = { width: 390, height: 844 };
  const visiting =
    (work: (visit: Visit) => Promise<void>, options: Partial<Parameters<typeof visit>[1]> = {}) =>
    () =>
      visit(browser, { url: shop.url, ...options }, work);
  const signIn = (page: Page, { email }: Person) => signInAs(page, shop.url, email, password);
  const focused = (page: Page) =>
    page.evaluate<string>(
      '`${document.activeElement.tagName} ${document.activeElement.getAttribute("aria-label") ?? document.activeElement.id}`',
    );
  const focusIs = (page: Page, expected: string) =>
    eventually(async () => {
      const now = await focused(page);
      if (now !== expected) throw new Error(`${now} has the focus, not ${expected}`);
      return true;
    });
  const said = (page: Page, text: RegExp) =>
    page.getByTestId('announcer').getByText(text).waitFor({ state: 'attached' });
  const openProduct = async (page: Page, { productId, name }: Product) => {
    await page.goto(`/products/${productId}`);
    await page.getByRole('heading', { name }).waitFor();
  };

  it(
    'of who has only a keyboard: the focus stays where something was done, and what changed is said',
    visiting(async ({ page }) => {
      await openProduct(page, product);
      await page.getByRole('button', { name: 'One more' }).focus();
      await page.keyboard.press('Enter');
      await said(page, /Quantity 2/);
      await focusIs(page, 'BUTTON One more');
      await page.getByRole('button', { name: 'Add to cart' }).focus();
      await page.keyboard.press('Enter');
      await said(page, /is in your cart/);
      await page.waitForTimeout(100);
      await focusIs(page, 'BUTTON ');
      await openProduct(page, other);
      await page.getByRole('button', { name: 'Add to cart' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'To the cart' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your cart' }).waitFor();
      await said(page, /Your cart/);
      await focusIs(page, 'MAIN content');

      const line = page.getByTestId('cart-line').filter({ hasText: product.name });
      await line.getByRole('button', { name: 'One less' }).focus();
      await page.keyboard.press('Enter');
      await said(page, /: 1\. The total is \$104\.00/);
      await focusIs(page, 'BUTTON One less');
      await page.getByRole('button', { name: `Remove ${product.name}` }).focus();
      await page.keyboard.press('Enter');
      await said(page, /is removed\. The total is \$\d/);
      await focusIs(page, `BUTTON Remove ${other.name}`);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your cart is empty' }).waitFor();
      await focusIs(page, 'MAIN content');

      await page.goto('/');
      await page.getByTestId('catalogue').waitFor();
      const sort = page.getByRole('combobox', { name: 'Sort by' });
      await sort.focus();
      await sort.selectOption('price');
      await said(page, /things are shown/);
      expect(await focused(page)).toMatch(/^SELECT/);
    }),
  );

  it(
    'of who forbids storage: the shop works as long as the page is open',
    visiting(async ({ page, complaints }) => {
      await page.addInitScript(() => {
        for (const name of ['localStorage', 'sessionStorage']) {
          Object.defineProperty(globalThis, name, {
            get() {
              throw new DOMException('Access is denied', 'SecurityError');
            },
          });
        }
      });
      await page.goto('/');
      await page.getByTestId('catalogue').getByText(product.name).click();
      await page.getByRole('button', { name: 'Add to cart' }).click();
      await page.locator('.toasts').getByText('is in your cart').waitFor();
      await page.getByRole('link', { name: 'To the cart' }).click();
      await page.getByTestId('cart-line').getByText(product.name).waitFor();
      expect(complaints).toEqual([]);
    }),
  );

  it(
    'of who has two tabs: signing out in one signs out in the other',
    visiting(async ({ page }) => {
      await signIn(page, await shop.register());
      const second = await page.context().newPage();
      await second.addInitScript(() => localStorage.setItem('arcade.signed-in', '1'));
      await Promise.all([page.goto('/account'), second.goto('/account')]);
      await second.getByRole('heading', { name: 'Devices' }).waitFor();
      await page.getByRole('button', { name: 'Sign out here' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    }),
  );

  it(
    'of who comes back: the catalogue is where it was left, with what was chosen',
    visiting(
      async ({ page }) => {
        for (let each = 0; each < 6; each++) await shop.offer({ stock: 1, price: 9000 + each });
        await page.goto('/?category=chairs&sort=price');
        await page.getByTestId('catalogue').waitFor();
        const last = page.getByTestId('catalogue').getByRole('link').last();
        await last.scrollIntoViewIfNeeded();
        await page.waitForTimeout(200);
        const before = await page.evaluate<number>('scrollY');
        expect(before).toBeGreaterThan(100);
        await last.click();
        await page.getByRole('button', { name: /Add to cart|Sold out/ }).waitFor();
        await page.goBack();
        await page.getByTestId('catalogue').waitFor();
        await page.waitForTimeout(200);
        expect(await page.evaluate<number>('scrollY')).toBe(before);
        expect(new URL(page.url()).search).toBe('?category=chairs&sort=price');
        await page.reload();
        await page.getByTestId('catalogue').waitFor();
        await page.waitForTimeout(200);
        expect(Math.abs((await page.evaluate<number>('scrollY')) - before)).toBeLessThan(50);
      },
      { viewport: { width: 360, height: 500 } },
    ),
  );

  it(
    'of who compares prices: where there are several currencies one is chosen, and the choice outlives the page',
    visiting(async ({ page }) => {
      const sofa = await shop.offer({ stock: 2, price: 45_000, currencyCode: 'EUR' });
      const isAsked = () => page.getByRole('heading', { name: 'Which prices would you like to compare?' }).waitFor();
      const isChosen = async () => {
        await page.getByTestId('catalogue').getByText(sofa.name).waitFor();
        expect(await page.getByTestId('catalogue').getByText('$').count()).toBe(0);
        expect(new URL(page.url()).search).toBe('?currency=EUR&sort=price');
        expect(await page.getByLabel('Prices in').inputValue()).toBe('EUR');
      };
      try {
        await page.goto('/');
        await page.getByTestId('catalogue').getByText(sofa.name).waitFor();
        expect(await page.getByLabel('Prices in').count()).toBe(0);
        await page.getByLabel('Sort by').selectOption('price');
        await isAsked();
        await said(page, /Which prices/);
        await keepScreenshot(page, 'currency-choice');
        await page.getByRole('button', { name: 'Euro (EUR)' }).click();
        await isChosen();
        await keepScreenshot(page, 'currency-chosen');
        await page.getByRole('link', { name: sofa.name }).click();
        await page.getByRole('heading', { name: sofa.name }).waitFor();
        await page.goBack();
        await isChosen();
        await page.reload();
        await isChosen();
        await page.getByLabel('Prices in').selectOption('Every currency');
        await isAsked();
      } finally {
        const { client } = await shop.asMerchant();
        await client.call(productsApi.endProduct, { params: { productId: sofa.productId } });
        await eventually(() => shop.anonymous.call(productsApi.listProducts, { query: { sort: 'price' } }));
      }
    }),
  );

  it(
    'of who fills in an address: what is missing is shown, and a reload takes nothing away',
    visiting(
      async ({ page }) => {
        const ada = await shop.register();
        await addToCart(ada, product.productId);
        await signIn(page, ada);
        await page.goto('/checkout');
        await page.getByLabel('City').fill('Localhost');
        await page.getByRole('button', { name: /^Pay/ }).click();
        const street = page.getByLabel('Street and number');
        await page.getByText('Please fill this in.').first().waitFor();
        await focusIs(page, 'INPUT line1');
        expect(await street.getAttribute('aria-invalid')).toBe('true');
        const box = await street.boundingBox();
        const header = await page.getByRole('banner').boundingBox();
        expect(box?.y ?? 0).toBeGreaterThan((header?.y ?? 0) + (header?.height ?? 0));
        await page.reload();
        await page.getByLabel('City').waitFor();
        expect(await page.getByLabel('City').inputValue()).toBe('Localhost');
      },
      { viewport: phone },
    ),
  );

  it(
    'of what prices mean: one that rises does not look like an offer, and a line tells the price of one',
    visiting(async ({ page }) => {
      const lamp = await shop.offer({ stock: 9, price: 1000 });
      await openProduct(page, lamp);
      const merchant = await shop.asMerchant();
      const where = { params: { productId: lamp.productId } };
      const { etag = '' } = await merchant.client.call(productsApi.getProduct, where);
      const body = { price: { amount: 1200, currencyCode: 'USD' } };
      await merchant.client.call(productsApi.changePrice, { ...where, body }, { ifMatch: etag });
      await page.locator('.notice').getByText('The price has just risen, from $10.00 to $12.00.').waitFor();
      expect(await page.locator('.product-price s, .product-price .now').count()).toBe(0);

      const ada = await shop.register();
      await placeOrder(ada, await addToCart(ada, product.productId, 2));
      await signIn(page, ada);
      await page.goto('/cart');
      const line = page.getByTestId('cart-line');
      await line.getByText('2 × $79.00').waitFor();
      await line.getByText('$158.00', { exact: true }).waitFor();
      expect(await line.getByText('× $158.00').count()).toBe(0);
    }),
  );

  it(
    'of who has left the bank: there is a way back to it, and another way to pay',
    visiting(async ({ page }) => {
      const ada = await shop.register();
      const { orderId } = await placeOrder(ada, await addToCart(ada, product.productId));
      const { nextAction } = await pay(ada, orderId, 'tok_3ds');
      await signIn(page, ada);
      await page.goto(`/orders/${orderId}`);
      const back = page.getByRole('link', { name: 'Go on at your bank' });
      expect(await back.getAttribute('href')).toBe(nextAction?.url);
      await page.getByRole('button', { name: 'Pay another way' }).click();
      await page.getByRole('button', { name: /^Pay \$/ }).click();
      await page.locator('[data-testid=order-status][data-status=CONFIRMED]').waitFor();
    }),
  );

  it(
    'of who wants no motion: nothing moves under the pointer',
    visiting(async ({ page }) => {
      const lifted = async () => {
        const card = page.getByTestId('catalogue').getByRole('link').first();
        await card.hover();
        await page.waitForTimeout(400);
        return await page.evaluate<string>('getComputedStyle(document.querySelector(".card .photo")).transform');
      };
      await page.goto('/');
      expect(await lifted()).not.toBe('none');
      await page.emulateMedia({ reducedMotion: 'reduce' });
      expect(await lifted()).toBe('none');
    }),
  );
});
