import { render } from 'preact';
import { App } from './app.tsx';
import { startShop } from './shop/start-shop.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';

const root = document.querySelector('#app');
if (root !== null) {
  void startShop();
  render(<App />, root);
}
