import { pages, type PageName } from '@arcade/contracts';
import { lazy, LocationProvider, Route, Router } from 'preact-iso';
import type { ComponentType } from 'preact';
import { Announcer } from './parts/announcer.tsx';
import { Footer } from './parts/footer.tsx';
import { Header } from './parts/header.tsx';
import { PageFailure, PageNotLoaded } from './parts/page-failure.tsx';
import { Toasts } from './parts/toasts.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { focusContent } from './shop/keep-focus.ts';

/** A page comes with its own part of the program, when somebody opens it. */
const page = (load: () => Promise<ComponentType>) =>
  lazy(() =>
    load().catch((error: unknown) => {
      console.error(error);
      return PageNotLoaded;
    }),
  );

const components: Readonly<Record<PageName, ComponentType>> = {
  catalogue: page(async () => (await import('./pages/catalogue-page.tsx')).CataloguePage),
  product: page(async () => (await import('./pages/product-page.tsx')).ProductPage),
  cart: page(async () => (await import('./pages/cart-page.tsx')).CartPage),
  checkout: page(async () => (await import('./pages/checkout-page.tsx')).CheckoutPage),
  orders: page(async () => (await import('./pages/orders-page.tsx')).OrdersPage),
  order: page(async () => (await import('./pages/order-page.tsx')).OrderPage),
  account: page(async () => (await import('./pages/account-page.tsx')).AccountPage),
  addresses: page(async () => (await import('./pages/addresses-page.tsx')).AddressesPage),
  'sign-in': page(async () => (await import('./pages/sign-in-page.tsx')).SignInPage),
  register: page(async () => (await import('./pages/register-page.tsx')).RegisterPage),
  'forgot-password': page(async () => (await import('./pages/forgot-password-page.tsx')).ForgotPasswordPage),
  'reset-password': page(async () => (await import('./pages/reset-password-page.tsx')).ResetPasswordPage),
  'verify-email': page(async () => (await import('./pages/verify-email-page.tsx')).VerifyEmailPage),
  'confirm-email': page(async () => (await import('./pages/confirm-email-page.tsx')).ConfirmEmailPage),
};

export const App = () => (
  <LocationProvider>
    <a class="skip" href="#content">
      To the content
    </a>
    <Header />
    <main id="content" tabIndex={-1}>
      <PageFailure>
        <Router onRouteChange={focusContent}>
          {(Object.keys(pages) as PageName[]).map((name) => (
            <Route key={name} path={pages[name].path} component={components[name]} />
          ))}
          <Route default component={NotFoundPage} />
        </Router>
      </PageFailure>
    </main>
    <Footer />
    <Toasts />
    <Announcer />
  </LocationProvider>
);
