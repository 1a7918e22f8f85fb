import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { useTitle } from '../shop/use-title.ts';

/** A page that fails while it is shown gives way to words and a way on; the rest of the shop stands. */
export function PageFailure({ children }: { children: ComponentChildren }) {
  const [error, reset] = useErrorBoundary((caught: unknown) => console.error(caught));
  const { url } = useLocation();
  useEffect(() => {
    if (error !== undefined) reset();
  }, [url]);
  return error === undefined ? <>{children}</> : <Failed title="Something went wrong on this page" />;
}

/** The part of the program that shows a page did not come, e.g. because the shop has a newer one. */
export const PageNotLoaded = () => <Failed title="This page could not be loaded" />;

function Failed({ title }: { title: string }) {
  useTitle(title);
  return (
    <section class="empty" role="alert">
      <h1>{title}</h1>
      <p>Nothing is lost: your cart and your orders are as they were.</p>
      <p class="choices">
        <button type="button" class="primary" onClick={() => location.reload()}>
          Load it again
        </button>
        <a class="button" href="/">
          To the catalogue
        </a>
      </p>
    </section>
  );
}
