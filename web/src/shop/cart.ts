import { ProblemError } from '@arcade/client';
import type { Cart } from '@arcade/contracts';
import { computed, signal } from '@preact/signals';
import { api } from './api.ts';
import { guestToken } from './guest-token.ts';
import { cartsApi } from './operations.ts';
import { tellOtherTabs } from './other-tabs.ts';

/** The cart as the server last told it; `undefined` until the first answer. */
export const cart = signal<Cart | undefined>(undefined);
export const unitsInCart = computed(() => cart.value?.items.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0);

function keep(next: Cart): Cart {
  if (next.guestToken !== undefined) guestToken.set(`${next.cartId}.${next.guestToken}`);
  // Answers may overtake each other; an older version of the same cart is not news.
  if (cart.value?.cartId === next.cartId && next.version < cart.value.version) return cart.value;
  cart.value = next;
  return next;
}

/** After a change that was made here. */
function keepChanged(next: Cart): Cart {
  const kept = keep(next);
  tellOtherTabs('cart-changed');
  return kept;
}

/** A guest's cart ends after some idle days. Its token then names nothing, and the next try begins a new cart. */
async function orWithoutToken<Result>(work: () => Promise<Result>): Promise<Result> {
  const token = guestToken.get();
  try {
    return await work();
  } catch (error) {
    if (token === undefined || !(error instanceof ProblemError) || error.status !== 404) throw error;
    guestToken.clear();
    return await work();
  }
}

export const loadCart = (): Promise<Cart> => orWithoutToken(async () => keep((await api.call(cartsApi.getCart)).body));

export async function addToCart(productId: string, quantity: number): Promise<Cart> {
  // Tells whether our token still names a cart; what an addition answers with 404 may be the product.
  if (cart.value === undefined) await loadCart();
  const idempotencyKey = crypto.randomUUID();
  return keepChanged(
    (await api.call(cartsApi.addCartItem, { body: { productId, quantity } }, { idempotencyKey })).body,
  );
}

export const setQuantity = async (productId: string, quantity: number): Promise<Cart> =>
  keepChanged((await api.call(cartsApi.updateCart, { body: { items: [{ productId, quantity }] } })).body);

export const removeFromCart = async (productId: string): Promise<Cart> =>
  keepChanged((await api.call(cartsApi.removeCartItem, { params: { productId } })).body);

export const holdAgain = async (): Promise<Cart> => keepChanged((await api.call(cartsApi.extendHolds)).body);

export const acknowledge = async (): Promise<Cart> => keepChanged((await api.call(cartsApi.acknowledgeCart)).body);

export const applyCode = async (code: string): Promise<Cart> =>
  keepChanged((await api.call(cartsApi.applyCode, { body: { code } })).body);

export const removeCode = async (code: string): Promise<Cart> =>
  keepChanged((await api.call(cartsApi.removeCode, { params: { code } })).body);

/** A guest's cart becomes the user's. The token stays until the merge has succeeded, so that nothing is lost. */
export async function afterSignIn(): Promise<void> {
  cart.value = undefined;
  if (guestToken.get() === undefined) {
    await loadCart();
    return;
  }
  try {
    const { body } = await api.call(cartsApi.mergeCart);
    guestToken.clear();
    keep(body);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 404) throw error;
    guestToken.clear();
    await loadCart();
  }
}

export function forgetCart(): void {
  guestToken.clear();
  cart.value = undefined;
}
