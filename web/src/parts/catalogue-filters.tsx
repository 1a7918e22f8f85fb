import { api } from '../shop/api.ts';
import { currencyName } from '../shop/currencies.ts';
import { categoryTitle } from '../shop/category-title.ts';
import { productsApi } from '../shop/operations.ts';
import { useResource } from '../shop/use-resource.ts';

const sorts = [
  ['-createdAt', 'Newest'],
  ['price', 'Price, low to high'],
  ['-price', 'Price, high to low'],
  ['name', 'Name'],
] as const;
export type Sort = (typeof sorts)[number][0];
export const sortOf = (text: string | undefined): Sort => sorts.find(([sort]) => sort === text)?.[0] ?? '-createdAt';

/** What of the catalogue is shown, and in which order. It stands in the page's address. */
export interface Filters {
  readonly category: string | undefined;
  /** Only what is sold in it; undefined: everything. */
  readonly currency: string | undefined;
  readonly sort: Sort;
}

interface CatalogueFiltersProps {
  readonly filters: Filters;
  /** Those there are, as far as they are known. */
  readonly currencies: readonly string[];
  readonly choose: (change: Partial<Filters>) => void;
}

export function CatalogueFilters({ filters: { category, currency, sort }, currencies, choose }: CatalogueFiltersProps) {
  const { resource } = useResource('categories', async () => (await api.call(productsApi.listCategories)).body.items);
  const categories = resource.state === 'ready' ? resource.value : [];
  return (
    <div class="filters">
      <div class="chips" role="group" aria-label="Category">
        <Chip text="Everything" active={category === undefined} onClick={() => choose({ category: undefined })} />
        {categories.map((item) => (
          <Chip
            key={item.category}
            text={categoryTitle(item.category)}
            count={item.count}
            active={category === item.category}
            onClick={() => choose({ category: item.category })}
          />
        ))}
      </div>
      <div class="sort">
        {currency !== undefined && (
          <CurrencySelect
            currency={currency}
            currencies={currencies}
            choose={(chosen) => choose({ currency: chosen })}
          />
        )}
        <SortSelect sort={sort} choose={(chosen) => choose({ sort: chosen })} />
      </div>
    </div>
  );
}

const SortSelect = ({ sort, choose }: { sort: Sort; choose: (sort: Sort) => void }) => (
  <label>
    <span class="hidden">Sort by</span>
    <select value={sort} onChange={(event) => choose(sortOf(event.currentTarget.value))}>
      {sorts.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

interface CurrencySelectProps {
  readonly currency: string;
  readonly currencies: readonly string[];
  readonly choose: (currency: string | undefined) => void;
}

const everyCurrency = 'every';

const CurrencySelect = ({ currency, currencies, choose }: CurrencySelectProps) => (
  <label>
    <span class="hidden">Prices in</span>
    <select
      value={currency}
      onChange={({ currentTarget: { value } }) => choose(value === everyCurrency ? undefined : value)}
    >
      <option value={everyCurrency}>Every currency</option>
      {[...new Set([...currencies, currency])].toSorted().map((code) => (
        <option key={code} value={code}>
          {currencyName(code, navigator.language)}
        </option>
      ))}
    </select>
  </label>
);

interface ChipProps {
  readonly text: string;
  readonly count?: number;
  readonly active: boolean;
  readonly onClick: () => void;
}

const Chip = ({ text, count, active, onClick }: ChipProps) => (
  <button type="button" class="chip" aria-pressed={active} onClick={onClick}>
    {text}
    {count !== undefined && <span class="chip-count"> {count}</span>}
  </button>
);
