import type { ProductId, ProductStatus, RevisionStatus, UserId } from '@arcade/contracts';
import type { Photo, Product } from './product.ts';

export type Sort = '-createdAt' | 'price' | '-price' | 'name';

export interface ListQuery {
  readonly status?: ProductStatus | undefined;
  readonly merchantId?: UserId | undefined;
  readonly revision?: RevisionStatus | undefined;
  readonly category?: string | undefined;
  readonly currencyCode?: string | undefined;
  readonly sort: Sort;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What a list shows. */
export type ListedProduct = Pick<
  Product,
  | 'productId'
  | 'merchantId'
  | 'name'
  | 'price'
  | 'categories'
  | 'rating'
  | 'status'
  | 'availability'
  | 'version'
  | 'createdAt'
> & { readonly photo: Photo | undefined; readonly revisionStatus: RevisionStatus | undefined };

export interface ProductPage {
  readonly items: readonly ListedProduct[];
  readonly nextCursor?: string;
}

/** Products and the events that tell of them. */
export interface ProductRepository {
  /** `known`: there is one with this id already. */
  insert(product: Product, cause?: string): Promise<'inserted' | 'known'>;
  find(productId: ProductId): Promise<Product | undefined>;
  findMany(productIds: readonly ProductId[]): Promise<readonly Product[]>;
  /**
   * Applies a change to the product as it is at that moment; tried again when somebody else was faster.
   * @throws DomainError not-found, or whatever the change throws
   */
  update(productId: ProductId, change: (product: Product, now: Date) => Product): Promise<Product>;
  /** @throws DomainError invalid-cursor; invalid-request for prices of several currencies */
  list(query: ListQuery): Promise<ProductPage>;
  /** Categories of approved products, by name. */
  countCategories(): Promise<readonly { readonly category: string; readonly count: number }[]>;
}
