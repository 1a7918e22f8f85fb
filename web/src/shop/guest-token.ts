import { inBrowser } from './kept-texts.ts';

const name = 'arcade.cart';

/** `<cartId>.<guestToken>` of a guest's cart: whoever bears it owns the cart. */
export const guestToken = {
  get: (): string | undefined => inBrowser.get(name),
  set: (token: string): void => inBrowser.set(name, token),
  clear: (): void => inBrowser.remove(name),
};
