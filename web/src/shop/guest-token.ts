const storageKey = 'arcade.cart';

/** `<cartId>.<guestToken>` of a guest's cart: whoever bears it owns the cart. */
export const guestToken = {
  get: (): string | undefined => localStorage.getItem(storageKey) ?? undefined,
  set: (token: string): void => localStorage.setItem(storageKey, token),
  clear: (): void => localStorage.removeItem(storageKey),
};
