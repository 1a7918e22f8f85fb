import { DomainError, type Identity, type productsApi, type UserId } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { visible } from '../products/product-access.ts';
import { stateOf } from '../products/product-events.ts';
import type { ProductsContext } from '../products-context.ts';
import { productReply, viewListed } from './product-view.ts';

type Context = Pick<ProductsContext, 'products'>;

/** Reading the catalogue. */
export const catalogueRoutes = ({ products }: Context) =>
  ({
    async listProducts({ identity, query: { mine = false, status, revision, ...query } }) {
      const isManaged = mine || revision !== undefined || (status !== undefined && status !== 'approved');
      const scope = isManaged ? managedScope(identity, mine) : { status: 'approved' as const };
      const page = await products.list({ ...query, status, revision, ...scope });
      const items = page.items.map((product) => viewListed(product, isManaged));
      return { body: { ...page, items }, headers: { 'cache-control': isManaged ? 'private, no-cache' : 'no-cache' } };
    },
    async listCategories() {
      const items = await products.countCategories();
      return { body: { items: [...items] }, headers: { 'cache-control': 'no-cache' } };
    },
    async getProduct({ identity, params }) {
      return productReply(visible(await products.find(params.productId), identity), identity);
    },
    async resolveProducts({ body }) {
      const found = await products.findMany(body.productIds);
      return { body: { items: found.map((product) => ({ ...stateOf(product), version: product.version })) } };
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;

/**
 * Merchants see all of their own, administrators everything.
 * @throws DomainError unauthenticated, forbidden
 */
function managedScope(identity: Identity | undefined, mine: boolean): { readonly merchantId?: UserId } {
  if (identity === undefined) throw new DomainError('unauthenticated');
  const { roles, userId } = identity;
  if (mine) {
    if (!roles.some((role) => role === 'merchant' || role === 'admin')) throw new DomainError('forbidden');
    return { merchantId: userId };
  }
  if (!roles.includes('admin'))
    throw new DomainError('forbidden', 'Only administrators see what is not in the catalogue');
  return {};
}
