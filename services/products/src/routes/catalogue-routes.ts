import { DomainError, type Identity, type ProductStatus, type productsApi, type UserId } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { visible } from '../products/product-access.ts';
import { stateOf } from '../products/product-events.ts';
import type { ProductsContext } from '../products-context.ts';
import { productReply, viewListed } from './product-view.ts';

type Context = Pick<ProductsContext, 'products'>;

/** Reading the catalogue. */
export const catalogueRoutes = ({ products }: Context) =>
  ({
    async listProducts({ identity, query: { mine = false, status, ...query } }) {
      const page = await products.list({ ...query, ...scopeOf(identity, mine, status) });
      return { body: { ...page, items: page.items.map(viewListed) }, headers: { 'cache-control': 'no-cache' } };
    },
    async listCategories() {
      const items = await products.countCategories();
      return { body: { items: [...items] }, headers: { 'cache-control': 'no-cache' } };
    },
    async getProduct({ identity, params }) {
      return productReply(visible(await products.find(params.productId), identity));
    },
    async resolveProducts({ body }) {
      const found = await products.findMany(body.productIds);
      return { body: { items: found.map((product) => ({ ...stateOf(product), version: product.version })) } };
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;

/** @throws DomainError unauthenticated, forbidden */
function scopeOf(
  identity: Identity | undefined,
  mine: boolean,
  status: ProductStatus | undefined,
): { readonly merchantId?: UserId; readonly status?: ProductStatus | undefined } {
  if (!mine && (status === undefined || status === 'approved')) return { status: 'approved' };
  if (identity === undefined) throw new DomainError('unauthenticated');
  if (mine) {
    if (!identity.roles.some((role) => role === 'merchant' || role === 'admin')) throw new DomainError('forbidden');
    return { merchantId: identity.userId, status };
  }
  if (!identity.roles.includes('admin'))
    throw new DomainError('forbidden', 'Only administrators see products by status');
  return { status };
}
