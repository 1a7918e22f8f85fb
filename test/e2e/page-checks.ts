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

const named = new Set([
  'button',
  'link',
  'textbox',
  'searchbox',
  'combobox',
  'radio',
  'checkbox',
  'slider',
  'image',
  'dialog',
]);

/** What a screen reader would find wrong: controls and pictures without a name, and more than one voice. */
export async function unheard(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const shown = nodes.filter(({ ignored }) => !ignored);
  const roleOf = ({ role }: (typeof shown)[number]) => String(role?.value ?? '');
  const unnamed = shown.filter((node) => named.has(roleOf(node)) && String(node.name?.value ?? '').trim() === '');
  const voices = shown.filter((node) => roleOf(node) === 'status').length;
  return [...unnamed.map((node) => `${roleOf(node)} without a name`), ...(voices === 1 ? [] : [`${voices} voices`])];
}
