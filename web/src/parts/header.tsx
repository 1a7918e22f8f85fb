import { useLocation } from 'preact-iso';
import { unitsInCart } from '../shop/cart.ts';
import { attempt } from './problem-notice.tsx';
import { isSignedIn, signOut, user } from '../shop/session.ts';

export function Header() {
  const { path } = useLocation();
  return (
    <header class="header">
      <div class="header-inner">
        <a class="brand" href="/" aria-label="Arcade, to the catalogue">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span class={isSignedIn.value ? 'brand-name' : ''}>Arcade</span>
        </a>
        <nav class="header-nav" aria-label="Shop">
          <Account path={path} />
          <a class="cart-link" href="/cart" aria-current={path === '/cart' ? 'page' : undefined}>
            Cart
            {unitsInCart.value > 0 && (
              <span class="badge" data-testid="cart-count">
                {unitsInCart.value}
                <span class="hidden"> items</span>
              </span>
            )}
          </a>
        </nav>
      </div>
    </header>
  );
}

function Account({ path }: { path: string }) {
  if (user.value === undefined) return null;
  if (user.value === null) {
    const next = path === '/sign-in' || path === '/register' ? '' : `?next=${encodeURIComponent(path)}`;
    return <a href={`/sign-in${next}`}>Sign in</a>;
  }
  return (
    <>
      <a href="/account" aria-current={path === '/account' ? 'page' : undefined}>
        <span class="greeting">Hello, {user.value.firstName}</span>
        <span class="greeting-short">Account</span>
      </a>
      <a href="/orders" aria-current={path === '/orders' ? 'page' : undefined}>
        Orders
      </a>
      <button class="link" type="button" onClick={() => void attempt(signOut)}>
        Sign out
      </button>
    </>
  );
}
