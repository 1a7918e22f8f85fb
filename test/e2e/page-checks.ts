import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** What can be seen of how a page is laid out. */
export interface Measured {
  /** Cumulative layout shift since the page was opened: what moved without anybody having asked for it. */
  readonly shift: number;
  readonly shifted: readonly string[];
  /** Pixels by which the page is wider than the window. */
  readonly overflow: number;
  /** What reaches out of the window to the right, outside of what scrolls by itself. */
  readonly reachingOut: readonly string[];
  readonly headings: number;
  readonly title: string;
}

/** Lets a page be measured; before it is opened. */
export const prepareChecks = (page: Page): Promise<unknown> =>
  page.addInitScript({ path: join(import.meta.dirname, 'in-page.js') });

/** Waits until a page shows what it has loaded. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  await page.waitForTimeout(300);
}

export const measure = (page: Page): Promise<Measured> => page.evaluate<Measured>('measure()');
