import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromiumPath } from '@arcade/local-platform';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Chromium without a screen, with WebGL in software, and without a word to anybody but us. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath(process.env),
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

/** A page of the shop's, and what its console complained about. */
export interface Visit {
  readonly page: Page;
  readonly complaints: readonly string[];
}

interface VisitOptions {
  readonly url: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Lets `work` use a page of its own. When it fails, what the page showed is told with the error and kept as a picture. */
export async function visit(browser: Browser, options: VisitOptions, work: (visit: Visit) => Promise<void>) {
  const { url, viewport = { width: 1280, height: 900 } } = options;
  const context = await browser.newContext({ baseURL: url, viewport, locale: 'en-US' });
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  const complaints: string[] = [];
  const answers: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) answers.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  try {
    await work({ page, complaints });
  } catch (error) {
    await keepScreenshot(page, `failed-${Date.now()}`);
    const shown = await page.locator('body').innerText();
    const told = ['The page showed:', shown, 'Refused:', ...answers, 'Its console:', ...complaints].join('\n');
    throw new Error(`${String(error)}\n${told}`, { cause: error });
  } finally {
    await context.close();
  }
}

/** Chromium reports every answer of 400 and above; those that a page handles are no complaint. */
const isExpected = (text: string) => /the server responded with a status of (401|404|409)/.test(text);

/** Signs a page's browser in as somebody, before the page is opened. */
export async function signInAs(page: Page, url: string, email: string, password: string): Promise<void> {
  await page.context().request.post('/users/login', { data: { email, password }, headers: { origin: url } });
  await page.addInitScript(() => localStorage.setItem('arcade.signed-in', '1'));
}

/** Keeps a picture of the whole page in `.arcade/screenshots`, for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../.arcade/screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
