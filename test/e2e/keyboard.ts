import type { Locator, Page } from 'playwright-core';

/** Presses of a key until something must have been reached. */
const mostPresses = 60;

/** What is wrong with how the focus shows; empty when nothing is. Runs in the page. */
const focusFaults = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return ['nothing has the focus'];
  const name = element.outerHTML.slice(0, 90);
  const box = element.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const ring = element.closest('label:has(:focus-visible)') ?? element;
  const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 || getComputedStyle(ring).outlineStyle !== 'none';
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
  const onTop = document.elementFromPoint(x, y);
  const isSeen = onTop !== null && (element.contains(onTop) || onTop.contains(element) || onTop.closest('label')?.contains(element));
  return [
    ...(element.matches(':focus-visible') ? [] : ['not shown as focused: ' + name]),
    ...(isOutlined ? [] : ['no ring: ' + name]),
    ...(isSeen ? [] : ['hidden under ' + (onTop?.outerHTML.slice(0, 60) ?? 'the edge of the window') + ': ' + name]),
  ];
})()`;

/** Somebody who has only a keyboard: every stop of the way must be seen. */
export function keyboardOf(page: Page) {
  const check = async () => {
    const faults = await page.evaluate<string[]>(focusFaults);
    if (faults.length > 0) throw new Error(faults.join('; '));
  };
  const press = async (key: string) => {
    await page.keyboard.press(key);
    await check();
  };
  const isFocused = async (target: Locator) => (await target.and(page.locator(':focus')).count()) > 0;
  /** Goes on with Tab (or back) until the target has the focus. @throws Error when it is never reached */
  const reach = async (target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
    await target.waitFor();
    for (let presses = 0; presses < mostPresses; presses++) {
      if (await isFocused(target)) return;
      await press(key);
    }
    throw new Error(`${String(target)} is not reached by ${mostPresses} × ${key}`);
  };
  return {
    /** Waits for a page, and for the focus to be somewhere on it: nobody begins at the browser's bar again. */
    arrive: async (heading: string): Promise<void> => {
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await page.waitForFunction('document.activeElement !== document.body');
    },
    reach,
    press,
    /** What follows may take the control away; whoever does so has to put the focus somewhere. */
    use: async (target: Locator, key: 'Enter' | 'Space' = 'Enter', way: 'Tab' | 'Shift+Tab' = 'Tab') => {
      await reach(target, way);
      await page.keyboard.press(key);
    },
    type: async (target: Locator, text: string) => {
      await reach(target);
      await page.keyboard.type(text);
    },
  };
}
