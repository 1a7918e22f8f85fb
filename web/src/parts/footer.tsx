export const Footer = () => (
  <footer class="footer">
    <p>
      Stock is held for you while it is in your cart. Prices are live: when one changes, you see the old and the new one
      before you pay.
    </p>
    <p>
      <a href="/docs" target="_blank" rel="noreferrer">
        API documentation
      </a>
    </p>
  </footer>
);
