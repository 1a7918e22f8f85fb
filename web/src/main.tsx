import { render } from 'preact';
import { App } from './app.tsx';
import { keepFocus } from './shop/keep-focus.ts';
import { startShop } from './shop/start-shop.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/catalogue.css';
import './styles/product.css';
import './styles/reviews.css';
import './styles/cart.css';
import './styles/order.css';

const root = document.querySelector('#app');
if (root !== null) {
  void startShop();
  // What stood there was for those who get no program.
  root.replaceChildren();
  render(<App />, root);
  keepFocus(root);
}
