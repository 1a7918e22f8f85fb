import { DomainError, productsApi, type Product, type ProductId, type ProductSummary } from '@arcade/contracts';
import type { Dapr } from '@arcade/service-defaults';

/** What a page's document needs to know of the catalogue. `undefined`: it cannot be told now; `null`: there is none. */
export interface ProductReads {
  product(productId: ProductId): Promise<Product | null | undefined>;
  newest(category: string | undefined): Promise<readonly ProductSummary[] | undefined>;
  /** Ids of all products for sale, newest first, as many as a sitemap may have. */
  allIds(): Promise<readonly string[] | undefined>;
  forget(productId: string): void;
}

const freshMs = 10_000;
const listFreshMs = 600_000;
const maximumEntries = 2000;
/** More at a time would be a flood of made-up addresses; then documents go without. */
const maximumAtOnce = 32;
/** Nobody waits long for a preview. */
const timeoutMs = 1500;
const maximumListed = 50_000;

export function createProductReads(dapr: Dapr, now: () => number): ProductReads {
  const products = createReads<Product | null>(now, freshMs);
  const lists = createReads<readonly ProductSummary[]>(now, freshMs);
  const ids = createReads<readonly string[]>(now, listFreshMs);
  return {
    product: (productId) => products.read(productId, () => readProduct(dapr, productId)),
    newest: (category) => lists.read(category ?? '', () => readNewest(dapr, category)),
    allIds: () => ids.read('', () => readIds(dapr)),
    forget: (productId) => products.forget(productId),
  };
}

async function readProduct(dapr: Dapr, productId: ProductId): Promise<Product | null> {
  try {
    return await dapr.invoke(productsApi.getProduct, { params: { productId } }, { timeoutMs });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  }
}

async function readNewest(dapr: Dapr, category: string | undefined): Promise<readonly ProductSummary[]> {
  const query = category === undefined ? {} : { category };
  return (await dapr.invoke(productsApi.listProducts, { query }, { timeoutMs })).items;
}

async function readIds(dapr: Dapr): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const page = await dapr.invoke(productsApi.listProducts, { query });
    found.push(...page.items.map(({ productId }) => productId));
    cursor = page.nextCursor;
  } while (cursor !== undefined && found.length < maximumListed);
  return found.slice(0, maximumListed);
}

/** Answers by key, kept a while; those who ask at the same time share one read. A failure is undefined, and not kept. */
function createReads<Value>(now: () => number, keepMs: number) {
  const held = new Map<string, { readonly value: Promise<Value | undefined>; readonly until: number }>();
  let underWay = 0;
  const ask = async (key: string, load: () => Promise<Value>): Promise<Value | undefined> => {
    underWay++;
    try {
      return await load();
    } catch {
      held.delete(key);
      return undefined;
    } finally {
      underWay--;
    }
  };
  return {
    async read(key: string, load: () => Promise<Value>): Promise<Value | undefined> {
      const known = held.get(key);
      if (known !== undefined && known.until > now()) return await known.value;
      if (underWay >= maximumAtOnce) return undefined;
      if (held.size >= maximumEntries) held.clear();
      const value = ask(key, load);
      held.set(key, { value, until: now() + keepMs });
      return await value;
    },
    forget: (key: string) => void held.delete(key),
  };
}
