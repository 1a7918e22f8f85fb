import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { eventually } from '@arcade/testing';
import type { Browser, Page } from 'playwright-core';
import { keepScreenshot, launchBrowser, visit, type Visit } from './browser.ts';
import { createMailbox } from './mailbox.ts';
import { byEvent, newKey, password, type Person } from './shop.ts';
import { theArcade } from './the-arcade.ts';

describe('an account', () => {
  const { shop, info } = theArcade();
  const mailbox = createMailbox(info.mailbox);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const wide = { width: 1280, height: 900 };
  const phone = { width: 390, height: 844 };
  const newPassword = 'another good password';
  const visiting = (work: (visit: Visit) => Promise<void>) => () =>
    visit(browser, { url: shop.url, viewport: wide }, work);
  const show = async (page: Page, name: string) => {
    await keepScreenshot(page, name);
    await page.setViewportSize(phone);
    await keepScreenshot(page, `${name}-phone`);
    await page.setViewportSize(wide);
  };
  const signIn = async (page: Page, email: string, given: string) => {
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(given);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  const isSignedIn = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  /** Gateways learn that a session is over, within a second when nothing is lost. */
  const isOver = ({ client }: Person) =>
    eventually(async () => {
      const answer = await client.call(usersApi.getProfile).catch((error: { status?: number }) => error);
      return answer.status === 401;
    }, byEvent);

  it(
    'whose password is forgotten gets a new one by mail, and every old session ends',
    visiting(async ({ page, complaints }) => {
      const ada = await shop.register();
      await page.goto('/sign-in');
      await show(page, 'sign-in');
      await page.getByRole('link', { name: 'Forgotten your password?' }).click();
      await page.getByRole('heading', { name: 'Forgotten your password?' }).waitFor();
      await show(page, 'forgot-password');
      await page.getByLabel('Email').fill(ada.email);
      await page.getByRole('button', { name: 'Send the link' }).click();
      await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
      await show(page, 'forgot-password-sent');

      const link = await mailbox.link(ada.email, 'Set a new password');
      await page.goto(link);
      await show(page, 'reset-password');
      await page.getByLabel('New password', { exact: true }).fill(newPassword);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await page.locator('.toasts').getByText('Your new password is set').waitFor();
      await isOver(ada);
      await expect(shop.signIn(ada.email, password)).rejects.toMatchObject({ code: 'invalid-credentials' });
      await mailbox.read(ada.email, 'Your password was changed');

      await signIn(page, ada.email, newPassword);
      await isSignedIn(page);
      expect(complaints).toEqual([]);

      await page.goto(link);
      await page.getByLabel('New password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await page.getByRole('alert').getByText('This link does not work').waitFor();
      await page.getByRole('link', { name: 'Ask for a new link' }).waitFor();
      await show(page, 'reset-password-over');
    }),
  );

  it(
    'tells while a password is typed how hard it is to guess, with what comes only for that',
    visiting(async ({ page, complaints }) => {
      const dictionaries: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes('password-strength')) dictionaries.push(request.url());
      });
      const strength = page.getByTestId('strength');
      const isTold = (words: string) => strength.getByText(words).waitFor();
      const spoken = (words: string) => page.getByTestId('announcer').getByText(words).waitFor({ state: 'attached' });
      await page.goto('/register');
      await isTold('At least 10 characters.');
      await page.getByLabel('First name').fill('Ada');
      await page.getByLabel('Last name').fill('Lovelace');
      expect(dictionaries).toEqual([]);
      const field = page.getByLabel('Password');
      await field.pressSequentially('pass');
      await isTold('6 more characters.');
      await field.fill('password12');
      await isTold('Too easy to guess. Many people use this password');
      expect(dictionaries).toHaveLength(1);
      await spoken('Too easy to guess.');
      await show(page, 'register-weak');
      await field.fill('Ada Lovelace 1815');
      await isTold('little more than a name');
      await field.fill(password);
      await isTold('Strong: very hard to guess.');
      await spoken('Strong');
      await show(page, 'register-strong');
      expect(await field.getAttribute('aria-describedby')).toBe(
        await strength.getByRole('paragraph').getAttribute('id'),
      );
      expect(complaints).toEqual([]);
    }),
  );

  it(
    'is opened with a password that is hard to guess, or the field says why not',
    visiting(async ({ page }) => {
      // Where the dictionaries do not come, the shop itself says it.
      await page.route(/password-strength/, (route) => route.abort());
      await page.goto('/register');
      await page.getByLabel('First name').fill('Ada');
      await page.getByLabel('Last name').fill('Lovelace');
      await page.getByLabel('Email').fill(`ada-${newKey()}@example.com`);
      await page.getByLabel('Password').fill('password12');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.locator('.field-error').getByText('This is easy to guess.').waitFor();
    }),
  );

  it(
    'has its page: name, address, password and an end to every session',
    visiting(async ({ page, complaints }) => {
      const ada = await shop.register();
      const newEmail = `grace-${newKey()}@example.com`;
      await page.goto('/account');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signIn(page, ada.email, password);
      await page.getByRole('heading', { name: 'Your account' }).waitFor();
      await page.getByText('Not confirmed').waitFor();
      await show(page, 'account');

      await page.goto(await mailbox.link(ada.email, 'Confirm your address'));
      await page.getByText('is confirmed').waitFor();
      await show(page, 'verify-email');
      await page.goto('/account');
      await page.getByRole('heading', { name: 'Your account' }).waitFor();
      expect(await page.getByText('Not confirmed').count()).toBe(0);

      await page.getByLabel('First name').fill('Grace');
      await page.getByRole('button', { name: 'Save the name' }).click();
      await page.locator('.toasts').getByText('Your name is saved').waitFor();

      await page.getByLabel('New email').fill(newEmail);
      await page.getByLabel('Your password').fill('not the password');
      await page.getByRole('button', { name: 'Change the email' }).click();
      await page.getByText('This is not your password').waitFor();
      await page.getByLabel('Your password').fill(password);
      await page.getByRole('button', { name: 'Change the email' }).click();
      await page.getByText('Your address changes when you open it').waitFor();
      await show(page, 'account-email-asked');
      expect((await ada.client.call(usersApi.getProfile)).body.email).toBe(ada.email);

      await page.goto(await mailbox.link(newEmail, 'Confirm your new address'));
      await page.getByText('is the address of your account now').waitFor();
      await show(page, 'confirm-email');
      await mailbox.read(ada.email, 'Your address was changed');
      await page.getByRole('link', { name: 'To your account' }).click();
      await page.getByText(newEmail).waitFor();
      expect(await page.getByText('Not confirmed').count()).toBe(0);

      await page.getByLabel('Current password').fill(password);
      await page.getByLabel('New password', { exact: true }).fill(newPassword);
      await page.getByRole('button', { name: 'Change the password' }).click();
      await page.locator('.toasts').getByText('Your password is changed').waitFor();
      await isOver(ada);
      const elsewhere = await shop.signIn(newEmail, newPassword);

      await page.getByRole('button', { name: 'Sign out everywhere' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await isOver(elsewhere);
      expect(complaints).toEqual([]);
    }),
  );
});
