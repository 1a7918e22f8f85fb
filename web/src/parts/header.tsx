import { useLocation } from 'preact-iso';
import { unitsInCart } from '../shop/cart.ts';
import { attempt } from './problem-notice.tsx';
import { isSignedIn, signOut, user } from '../shop/session.ts';

export function Header() {
  const { path } = useLocation();
  const units = unitsInCart.value;
  return (
    <header class="header">
      <div class="header-inner">
        <a class="brand" href="/" aria-label="Arcade, to the catalogue">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span class="brand-name" data-short={user.value !== null}>
            Arcade
          </span>
        </a>
        <nav class="header-nav" aria-label="Shop">
          <Account path={path} />
          <a class="cart-link" href="/cart" aria-current={path === '/cart' ? 'page' : undefined}>
            Cart
            <Bag />
            {units > 0 && (
              <span class="badge" data-testid="cart-count">
                {units > 99 ? '99+' : units}
                <span class="hidden"> {units === 1 ? 'thing' : 'things'}</span>
              </span>
            )}
          </a>
        </nav>
      </div>
    </header>
  );
}

/** What is shown of an account is as wide while it is still on its way. */
function Account({ path }: { path: string }) {
  if (user.value === null) {
    const next = path === '/sign-in' || path === '/register' ? '' : `?next=${encodeURIComponent(path)}`;
    return <a href={`/sign-in${next}`}>Sign in</a>;
  }
  return (
    <>
      <a href="/orders" aria-current={path === '/orders' ? 'page' : undefined}>
        Orders
      </a>
      <a href="/account" aria-current={path === '/account' ? 'page' : undefined}>
        Account
      </a>
      <button
        class="link header-sign-out"
        type="button"
        aria-disabled={!isSignedIn.value}
        onClick={() => isSignedIn.value && void attempt(signOut)}
      >
        Sign out
      </button>
    </>
  );
}

const Bag = () => (
  <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">
    <path d="M5 8h14l1 12.5H4zM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5" stroke-linejoin="round" stroke-linecap="round" />
  </svg>
);
