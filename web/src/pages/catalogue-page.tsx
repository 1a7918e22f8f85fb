import type { ProductSummary } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CatalogueFilters, sortOf, type Filters } from '../parts/catalogue-filters.tsx';
import { CurrencyChoice } from '../parts/currency-choice.tsx';
import { Loaded } from '../parts/loading.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { ProductCard } from '../parts/product-card.tsx';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { categoryTitle } from '../shop/category-title.ts';
import { currenciesToChoose, currencyOf } from '../shop/currencies.ts';
import { useKeepPlace, useKeptPlace } from '../shop/kept-place.ts';
import { onProduct, withNews } from '../shop/live.ts';
import { productsApi } from '../shop/operations.ts';
import { useResource, type Resource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

interface Shown {
  readonly items: readonly ProductSummary[];
  readonly nextCursor: string | undefined;
  /** To choose one of, because prices of several stand in no order. */
  readonly currencies?: readonly string[];
}

const pageSize = 24;
/** As many as one answer has. */
const mostAtOnce = 100;

export function CataloguePage() {
  const { query, route } = useLocation();
  const filters: Filters = {
    category: query['category'],
    currency: currencyOf(query['currency']),
    sort: sortOf(query['sort']),
  };
  useTitle(filters.category === undefined ? 'Things for your room' : categoryTitle(filters.category));
  const page = useCatalogue(filters);
  const currencies = useKnownCurrencies(page.resource);
  const choose = (change: Partial<Filters>) => route(addressOf({ ...filters, ...change }));
  return (
    <>
      <section class="hero">
        <h1>Things for your room</h1>
        <p>Look at them from all sides. What you put into the cart is held for you.</p>
      </section>
      <CatalogueFilters filters={filters} currencies={currencies} choose={choose} />
      <Loaded resource={page.resource} retry={() => void page.reload()} skeleton={<GridSkeleton />}>
        {(shown) =>
          shown.currencies === undefined ? (
            <Grid shown={shown} more={() => page.showMore(shown)} />
          ) : (
            <CurrencyChoice currencies={shown.currencies} choose={(currency) => choose({ currency })} />
          )
        }
      </Loaded>
    </>
  );
}

/** The currencies that the shop has asked about last: the choice stays while one of them is shown. */
function useKnownCurrencies(resource: Resource<Shown>): readonly string[] {
  const known = useRef<readonly string[]>([]);
  if (resource.state === 'ready') known.current = resource.value.currencies ?? known.current;
  return known.current;
}

/** What is shown of the catalogue: pages one after the other, prices and stock as they change, all as it was on return. */
function useCatalogue(filters: Filters) {
  const key = addressOf(filters);
  const kept = useKeptPlace<Shown>();
  const wanted = useRef(pageSize);
  const read = () => readPage(filters, Math.min(mostAtOnce, Math.max(pageSize, wanted.current)));
  const page = useResource(key, read, () => kept?.value);
  const { resource, replace } = page;
  const shown = resource.state === 'ready' ? resource.value : undefined;
  wanted.current = shown?.items.length ?? kept?.value.items.length ?? pageSize;
  useKeepPlace(shown);

  const shownKey = useRef(key);
  shownKey.current = key;
  const told = useRef(key);
  useEffect(() => {
    if (shown === undefined || told.current === key) return;
    told.current = key;
    if (shown.currencies !== undefined) announce('Which prices would you like to compare?');
    else announce(`${shown.items.length}${shown.nextCursor === undefined ? '' : ' and more'} things are shown.`);
  }, [shown, key]);
  useEffect(
    () =>
      onProduct((event) => {
        if (shown === undefined) return;
        const items = shown.items.map((item) => (item.productId === event.productId ? withNews(item, event) : item));
        replace({ ...shown, items });
      }),
    [shown],
  );
  return {
    ...page,
    async showMore(before: Shown) {
      const next = await readPage(filters, pageSize, before.nextCursor);
      // Somebody who has gone on to another category meanwhile wants that one.
      if (shownKey.current !== key) return;
      replace({ items: [...before.items, ...next.items], nextCursor: next.nextCursor });
      announce(`${next.items.length} more things are shown.`);
    },
  };
}

function addressOf({ category, currency, sort }: Filters): string {
  const search = new URLSearchParams();
  if (category !== undefined) search.set('category', category);
  if (currency !== undefined) search.set('currency', currency);
  if (sort !== '-createdAt') search.set('sort', sort);
  return search.size === 0 ? '/' : `/?${search}`;
}

async function readPage({ category, currency, sort }: Filters, limit: number, cursor?: string): Promise<Shown> {
  const query = { category, currencyCode: currency, sort, cursor, limit };
  try {
    const { body } = await api.call(productsApi.listProducts, { query });
    return { items: body.items, nextCursor: body.nextCursor };
  } catch (error) {
    const currencies = currenciesToChoose(error);
    if (currencies === undefined) throw error;
    return { items: [], nextCursor: undefined, currencies };
  }
}

function Grid({ shown, more }: { shown: Shown; more: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  if (shown.items.length === 0) return <p class="empty">There is nothing here. Have a look at another category.</p>;
  return (
    <>
      <div class="grid" data-testid="catalogue">
        {shown.items.map((product, index) => (
          <ProductCard key={product.productId} product={product} eager={index < 4} />
        ))}
      </div>
      {shown.nextCursor !== undefined && (
        <button
          class="more"
          type="button"
          aria-disabled={busy}
          onClick={() => {
            if (busy) return;
            setBusy(true);
            void attempt(more).finally(() => setBusy(false));
          }}
        >
          Show more
        </button>
      )}
    </>
  );
}

const GridSkeleton = () => (
  <div class="grid" aria-hidden="true">
    {Array.from({ length: 8 }, (_, index) => (
      <div class="card" key={index}>
        <div class="skeleton photo" />
        <div class="skeleton skeleton-line" />
      </div>
    ))}
  </div>
);
