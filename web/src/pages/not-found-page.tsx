export const NotFoundPage = () => (
  <section class="empty">
    <h1>There is nothing here</h1>
    <p>The page may have moved, or the address has a slip in it.</p>
    <p>
      <a class="button primary" href="/">
        To the catalogue
      </a>
    </p>
  </section>
);
