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

/** Opens a page that fails the test for whatever its console complains about. */
export async function openPage(browser: Browser, url: string, viewport = { width: 1280, height: 900 }) {
  const context = await browser.newContext({ baseURL: url, viewport, locale: 'en-US' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

/** Chromium reports every answer of 400 and above; those that a page handles are no complaint. */
const isExpected = (text: string) => /the server responded with a status of (401|404|409)/.test(text);

/** Keeps a picture of the whole page in `.arcade/screenshots`, for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../.arcade/screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
