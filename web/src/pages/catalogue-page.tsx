import { productsApi, type ProductSummary } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Loaded } from '../parts/loading.tsx';
import { ProductCard } from '../parts/product-card.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { api } from '../shop/api.ts';
import { onProduct, withNews } from '../shop/live.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

const sorts = [
  ['-createdAt', 'Newest'],
  ['price', 'Price, low to high'],
  ['-price', 'Price, high to low'],
  ['name', 'Name'],
] as const;
type Sort = (typeof sorts)[number][0];

interface Shown {
  readonly items: readonly ProductSummary[];
  readonly nextCursor: string | undefined;
}

export function CataloguePage() {
  useTitle('Things for your room');
  const { query, route } = useLocation();
  const category = query['category'];
  const sort = sorts.find(([value]) => value === query['sort'])?.[0] ?? '-createdAt';
  const categories = useResource('categories', async () => (await api.call(productsApi.listCategories)).body.items);
  const key = `${category ?? ''}|${sort}`;
  const shownKey = useRef(key);
  shownKey.current = key;
  const page = useResource(key, () => readPage(category, sort));
  const showMore = async (shown: Shown) => {
    const next = await readMore(shown, category, sort);
    // Somebody who has gone on to another category meanwhile wants that one.
    if (shownKey.current === key) page.replace(next);
  };
  const choose = (next: { category?: string | undefined; sort?: Sort }) => {
    const search = new URLSearchParams();
    const chosen = { category, sort, ...next };
    if (chosen.category !== undefined) search.set('category', chosen.category);
    if (chosen.sort !== '-createdAt') search.set('sort', chosen.sort);
    route(search.size === 0 ? '/' : `/?${search}`);
  };

  useEffect(
    () =>
      onProduct((event) => {
        const { resource, replace } = page;
        if (resource.state !== 'ready') return;
        const items = resource.value.items.map((item) =>
          item.productId === event.productId ? withNews(item, event) : item,
        );
        replace({ ...resource.value, items });
      }),
    [page.resource],
  );

  return (
    <>
      <section class="hero">
        <h1>Things for your room</h1>
        <p>Look at them from all sides. What you put into the cart is held for you.</p>
      </section>
      <div class="filters">
        <div class="chips" role="group" aria-label="Category">
          <Chip text="Everything" active={category === undefined} onClick={() => choose({ category: undefined })} />
          {categories.resource.state === 'ready' &&
            categories.resource.value.map((item) => (
              <Chip
                key={item.category}
                text={`${titleOf(item.category)} ${item.count}`}
                active={category === item.category}
                onClick={() => choose({ category: item.category })}
              />
            ))}
        </div>
        <label class="sort">
          <span class="hidden">Sort by</span>
          <select value={sort} onChange={(event) => choose({ sort: event.currentTarget.value as Sort })}>
            {sorts.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Loaded resource={page.resource} retry={() => void page.reload()} skeleton={<GridSkeleton />}>
        {(shown) => <Grid shown={shown} more={() => showMore(shown)} />}
      </Loaded>
    </>
  );
}

const titleOf = (category: string) => category.charAt(0).toUpperCase() + category.slice(1).replaceAll('-', ' ');

async function readPage(category: string | undefined, sort: Sort, cursor?: string): Promise<Shown> {
  const { body } = await api.call(productsApi.listProducts, { query: { category, sort, cursor, limit: 24 } });
  return { items: body.items, nextCursor: body.nextCursor };
}

async function readMore(shown: Shown, category: string | undefined, sort: Sort): Promise<Shown> {
  const next = await readPage(category, sort, shown.nextCursor);
  return { items: [...shown.items, ...next.items], nextCursor: next.nextCursor };
}

const Chip = ({ text, active, onClick }: { text: string; active: boolean; onClick: () => void }) => (
  <button type="button" class="chip" aria-pressed={active} onClick={onClick}>
    {text}
  </button>
);

function Grid({ shown, more }: { shown: Shown; more: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  if (shown.items.length === 0) return <p class="empty">There is nothing here yet. Have a look at another category.</p>;
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
          disabled={busy}
          onClick={() => {
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
