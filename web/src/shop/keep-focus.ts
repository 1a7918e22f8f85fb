/**
 * A control that disappears takes the focus with it, and a keyboard begins at the top of the page again. Here the
 * content gets it instead, unless whoever removed the control has found a better place.
 */
export function keepFocus(root: Element): void {
  let focused: Element | null = null;
  document.addEventListener('focusin', ({ target }) => void (focused = target as Element));
  new MutationObserver(() => {
    if (focused === null || focused.isConnected || document.activeElement !== document.body) return;
    focusContent();
  }).observe(root, { childList: true, subtree: true });
}

/** The content of the page, where reading goes on; without moving what is seen. */
export const focusContent = (): void => document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true });
