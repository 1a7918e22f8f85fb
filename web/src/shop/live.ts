import type { Money } from '@arcade/contracts';

/** What open pages hear while something changes elsewhere. */
export interface LiveProduct {
  readonly productId: string;
  readonly change: 'price' | 'details' | 'status' | 'stock';
  readonly price?: Money;
  readonly oldPrice?: Money;
  readonly available?: number;
}
export interface LiveUser {
  readonly change: 'order' | 'payment' | 'refund' | 'cart';
  readonly orderId?: string;
}

interface Listeners {
  product: Set<(event: LiveProduct) => void>;
  user: Set<(event: LiveUser) => void>;
}
const listeners: Listeners = { product: new Set(), user: new Set() };
let source: EventSource | undefined;

/** Opens the stream anew, e.g. after signing in: it belongs to the session it was opened with. The browser reconnects. */
export function openLive(): void {
  source?.close();
  source = new EventSource('/events');
  source.addEventListener('product', (message) => {
    for (const listen of listeners.product) listen(JSON.parse(message.data as string) as LiveProduct);
  });
  source.addEventListener('user', (message) => {
    for (const listen of listeners.user) listen(JSON.parse(message.data as string) as LiveUser);
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
