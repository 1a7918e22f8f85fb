import { useEffect } from 'preact/hooks';
import { announce } from './announcer.ts';

let titleIsTold = false;

/** Names the page in the browser's tab, and aloud when it was opened by a link inside the shop. Undefined: not yet. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title === undefined) return;
    document.title = `${title} · Arcade`;
    // A page that the browser has opened is named by the browser.
    if (titleIsTold) announce(title);
    titleIsTold = true;
  }, [title]);
}
