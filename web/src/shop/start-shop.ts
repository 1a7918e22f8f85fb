import { onSessionOver } from './api.ts';
import { cart, loadCart } from './cart.ts';
import { followVisibility, onGap, onProduct, onReconnect, onUser, openLive } from './live.ts';
import { onOtherTab } from './other-tabs.ts';
import { isSignedIn, loadUser, refreshUser, sessionBegan, sessionEnded } from './session.ts';

/** What runs without anybody waiting for it: the next news tries again. */
const quietly = (work: () => Promise<unknown>) => void work().catch(console.warn);

/** Who is here, what is in the cart, and an ear for changes. */
export async function startShop(): Promise<void> {
  openLive();
  followVisibility();
  onGap(() => {
    quietly(loadCart);
    quietly(refreshUser);
  });
  onReconnect(() => quietly(refreshUser));
  onUser(({ change }) => {
    if (change === 'cart') quietly(loadCart);
  });
  onProduct(({ productId, change }) => {
    const inCart = cart.value?.items.some((item) => item.productId === productId) === true;
    if (inCart && change !== 'stock') quietly(loadCart);
  });
  onSessionOver(() => {
    if (isSignedIn.value) quietly(sessionEnded);
  });
  onOtherTab((news) => {
    if (news === 'cart-changed') quietly(loadCart);
    else quietly(news === 'signed-in' ? sessionBegan : sessionEnded);
  });
  await Promise.allSettled([loadUser(), loadCart()]);
}
