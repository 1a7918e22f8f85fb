import { LocationProvider, Route, Router } from 'preact-iso';
import { AccountPage } from './pages/account-page.tsx';
import { CartPage } from './pages/cart-page.tsx';
import { CataloguePage } from './pages/catalogue-page.tsx';
import { CheckoutPage } from './pages/checkout-page.tsx';
import { ConfirmEmailPage } from './pages/confirm-email-page.tsx';
import { ForgotPasswordPage } from './pages/forgot-password-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { OrderPage } from './pages/order-page.tsx';
import { OrdersPage } from './pages/orders-page.tsx';
import { ProductPage } from './pages/product-page.tsx';
import { RegisterPage } from './pages/register-page.tsx';
import { ResetPasswordPage } from './pages/reset-password-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { VerifyEmailPage } from './pages/verify-email-page.tsx';
import { Footer } from './parts/footer.tsx';
import { Header } from './parts/header.tsx';
import { Toasts } from './parts/toasts.tsx';

/** After a link inside the shop the reader begins at the top of the new page, as after any other link. */
const focusContent = () => document.querySelector<HTMLElement>('#content')?.focus({ preventScroll: true });

/** Paths are those of the API where both exist: a person's browser asks for a page, a program for data. */
export const App = () => (
  <LocationProvider>
    <a class="skip" href="#content">
      To the content
    </a>
    <Header />
    <main id="content" tabIndex={-1}>
      <Router onRouteChange={focusContent}>
        <Route path="/" component={CataloguePage} />
        <Route path="/products/:productId" component={ProductPage} />
        <Route path="/cart" component={CartPage} />
        <Route path="/checkout" component={CheckoutPage} />
        <Route path="/orders" component={OrdersPage} />
        <Route path="/orders/:orderId" component={OrderPage} />
        <Route path="/sign-in" component={SignInPage} />
        <Route path="/register" component={RegisterPage} />
        <Route path="/forgot-password" component={ForgotPasswordPage} />
        <Route path="/reset-password" component={ResetPasswordPage} />
        <Route path="/account" component={AccountPage} />
        <Route path="/confirm-email" component={ConfirmEmailPage} />
        <Route path="/verify-email" component={VerifyEmailPage} />
        <Route default component={NotFoundPage} />
      </Router>
    </main>
    <Footer />
    <Toasts />
  </LocationProvider>
);
