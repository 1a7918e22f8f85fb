import { useLocation } from 'preact-iso';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { inTab } from './kept-texts.ts';

interface Place<Value> {
  readonly value: Value;
  readonly scrollY: number;
}

const nameOf = (url: string) => `arcade.place.${url}`;

function placeAt<Value>(url: string): Place<Value> | undefined {
  try {
    return JSON.parse(inTab.get(nameOf(url)) ?? '') as Place<Value>;
  } catch {
    return undefined;
  }
}

let isFirst = true;

/** Whether a page was opened by going back, or again, and not by a link. */
function isReturn(wasPush: boolean): boolean {
  if (!isFirst) return !wasPush;
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.type === 'reload' || navigation?.type === 'back_forward';
}

/** What the page at this address showed when somebody left it; undefined unless they have come back. */
export function useKeptPlace<Value>(): Place<Value> | undefined {
  const { url, wasPush } = useLocation() as ReturnType<typeof useLocation> & { wasPush: boolean };
  const place = useMemo(() => (isReturn(wasPush) ? placeAt<Value>(url) : undefined), [url]);
  useEffect(() => void (isFirst = false), []);
  useLayoutEffect(() => {
    if (place !== undefined) scrollTo(0, place.scrollY);
  }, [place]);
  return place;
}

/** Keeps what a page shows, and how far it is scrolled, for coming back to it. */
export function useKeepPlace<Value>(value: Value | undefined): void {
  const { url } = useLocation();
  const latest = useRef<{ url: string; value: Value } | undefined>(undefined);
  if (value !== undefined) latest.current = { url, value };
  useEffect(() => {
    let y = scrollY;
    const note = () => void (y = scrollY);
    const keep = () => {
      if (latest.current?.url !== url) return;
      const place: Place<Value> = { value: latest.current.value, scrollY: y };
      inTab.set(nameOf(url), JSON.stringify(place));
    };
    addEventListener('scroll', note, { passive: true });
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('scroll', note);
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [url]);
}
