import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Product } from '@arcade/contracts';
import type { Browser } from 'playwright-core';
import { launchBrowser, visit } from './browser.ts';
import { keyboardOf } from './keyboard.ts';
import { newKey, password } from './shop.ts';
import { theArcade } from './the-arcade.ts';

describe('with the keyboard alone', () => {
  const { shop } = theArcade();
  let browser: Browser;
  let product: Product;
  beforeAll(async () => {
    browser = await launchBrowser();
    product = await shop.offer({ stock: 5, price: 7900 });
  });
  afterAll(() => browser.close());

  it('somebody comes from the catalogue to a paid order, and sees at every step where they are', () =>
    visit(browser, { url: shop.url }, async ({ page, complaints }) => {
      const { arrive, reach, press, use, type } = keyboardOf(page);
      await page.goto('/');
      await press('Tab');
      await use(page.getByRole('link', { name: 'To the content' }));
      await use(page.getByRole('link', { name: product.name }));
      await arrive(product.name);
      await use(page.getByRole('button', { name: 'One more' }), 'Space');
      await page.getByRole('group', { name: 'Quantity' }).getByText('2').waitFor();
      await use(page.getByRole('button', { name: 'Add to cart' }));
      await page.locator('.toasts').getByText('is in your cart').waitFor();
      await use(page.getByRole('link', { name: /^Cart/ }), 'Enter', 'Shift+Tab');

      await arrive('Your cart');
      await use(page.getByRole('button', { name: 'One less' }));
      await page.getByTestId('total').getByText('$79.00').waitFor();
      await use(page.getByRole('link', { name: 'Check out' }));

      await arrive('Sign in');
      await use(page.getByRole('link', { name: 'Create an account' }));
      await arrive('Create an account');
      await type(page.getByLabel('First name'), 'Grace');
      await type(page.getByLabel('Last name'), 'Hopper');
      await type(page.getByLabel('Email'), `grace-${newKey()}@example.com`);
      await type(page.getByLabel('Password'), password);
      await use(page.getByRole('button', { name: 'Create account' }));

      await arrive('Check out');
      // A list that opens is chosen from by its first letters.
      await reach(page.getByLabel('Country'));
      await page.keyboard.type('Germany');
      await type(page.getByLabel('Street and number'), '1 Loopback Lane');
      await type(page.getByLabel('Postal code'), '12700');
      await type(page.getByLabel('City'), 'Localhost');
      const cards = page.getByRole('radio', { name: /Visa/ });
      await reach(cards.first());
      await press('ArrowDown');
      expect(await cards.nth(1).isChecked()).toBe(true);
      await press('ArrowUp');
      await use(page.getByRole('button', { name: /^Pay \$/ }));

      await page.locator('[data-testid=order-status][data-status=CONFIRMED]').waitFor();
      await page.getByTestId('payment-status').getByText('Paid').waitFor();
      await use(page.getByRole('button', { name: 'Cancel the order' }));
      await use(page.getByRole('button', { name: 'Keep it' }));
      await reach(page.getByRole('button', { name: 'Cancel the order' }));
      expect(complaints).toEqual([]);
    }));
});
