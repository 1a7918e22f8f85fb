import { cart, loadCart } from './cart.ts';
import { followVisibility, onGap, onProduct, onUser, openLive } from './live.ts';
import { loadUser } from './session.ts';

/** Who is here, what is in the cart, and an ear for changes. */
export async function startShop(): Promise<void> {
  openLive();
  followVisibility();
  onGap(() => void loadCart());
  onUser(({ change }) => {
    if (change === 'cart') void loadCart();
  });
  onProduct(({ productId, change }) => {
    const inCart = cart.value?.items.some((item) => item.productId === productId) === true;
    if (inCart && change !== 'stock') void loadCart();
  });
  await Promise.allSettled([loadUser(), loadCart()]);
}
