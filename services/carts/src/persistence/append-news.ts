import type { Cart, CartNews } from '../domain/cart.ts';
import type { eventOf } from '../domain/cart-events.ts';
import type { CartsTransaction } from './tables.ts';

/** Writes an event into the outbox of a transaction. */
export type AppendEvent = (tx: CartsTransaction, event: ReturnType<typeof eventOf>) => Promise<unknown>;
export type AppendNews = (tx: CartsTransaction, cart: Cart, news: CartNews) => Promise<unknown>;
