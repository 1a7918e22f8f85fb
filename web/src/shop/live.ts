import type { LiveEventName, LiveProduct, LiveUser, Product } from '@arcade/contracts';

/** Something with a price and units for sale, as an event says it is now. The catalogue may learn of it a little later. */
export function withNews<Shown extends Pick<Product, 'price' | 'availability'>>(
  shown: Shown,
  news: LiveProduct,
): Shown {
  switch (news.change) {
    case 'price':
      return { ...shown, price: news.price };
    case 'stock':
      return { ...shown, availability: { ...shown.availability, available: news.available } };
    case 'details':
    case 'status':
      return shown;
  }
}

interface Listeners {
  product: Set<(event: LiveProduct) => void>;
  user: Set<(event: LiveUser) => void>;
  gap: Set<() => void>;
  reconnect: Set<() => void>;
}
const listeners: Listeners = { product: new Set(), user: new Set(), gap: new Set(), reconnect: new Set() };
const reopenMs = 5000;
let source: EventSource | undefined;

/**
 * Opens the stream anew, e.g. after signing in: it belongs to the session it was opened with. The browser reconnects by
 * itself unless it was refused. Hidden pages let go of it: a browser has few connections for each shop.
 */
export function openLive(): void {
  source?.close();
  if (document.hidden) return;
  source = new EventSource('/events');
  const on = (name: LiveEventName, listen: (message: MessageEvent) => void) => source?.addEventListener(name, listen);
  on('resync', tellGap);
  let wasOpen = false;
  source.addEventListener('open', () => {
    if (wasOpen) for (const listen of listeners.reconnect) listen();
    wasOpen = true;
  });
  source.addEventListener('error', () => {
    if (source?.readyState === EventSource.CLOSED) setTimeout(openLive, reopenMs);
  });
  on('product', (message) => {
    for (const listen of listeners.product) listen(JSON.parse(message.data as string) as LiveProduct);
  });
  on('user', (message) => {
    for (const listen of listeners.user) listen(JSON.parse(message.data as string) as LiveUser);
  });
}

const tellGap = () => {
  for (const listen of listeners.gap) listen();
};

/** Lets go of the stream while the page is hidden, and tells of the gap when it is seen again. */
export function followVisibility(): void {
  document.addEventListener('visibilitychange', () => {
    openLive();
    if (!document.hidden) tellGap();
  });
}

/** Returns how to stop listening, as an effect wants it. */
export function onProduct(listen: (event: LiveProduct) => void): () => void {
  listeners.product.add(listen);
  return () => void listeners.product.delete(listen);
}
export function onUser(listen: (event: LiveUser) => void): () => void {
  listeners.user.add(listen);
  return () => void listeners.user.delete(listen);
}
/** The stream was cut and is back; it is also cut when the session it belongs to ends. */
export function onReconnect(listen: () => void): () => void {
  listeners.reconnect.add(listen);
  return () => void listeners.reconnect.delete(listen);
}
/** Something may have been missed: read again what is shown. */
export function onGap(listen: () => void): () => void {
  listeners.gap.add(listen);
  return () => void listeners.gap.delete(listen);
}
