import { notFoundTitle } from '@arcade/contracts';
import { useTitle } from '../shop/use-title.ts';

export function NotFoundPage() {
  useTitle(notFoundTitle);
  return (
    <section class="empty">
      <h1>{notFoundTitle}</h1>
      <p>The page may have moved, or the address has a slip in it.</p>
      <p>
        <a class="button primary" href="/">
          To the catalogue
        </a>
      </p>
    </section>
  );
}
