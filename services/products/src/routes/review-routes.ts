import { DomainError, type productsApi } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { visible } from '../products/product-access.ts';
import type { ProductsContext } from '../products-context.ts';
import { viewReview } from './product-view.ts';

export const reviewRoutes = ({ products, reviews }: Pick<ProductsContext, 'products' | 'reviews'>) =>
  ({
    async listReviews({ identity, params, query }) {
      visible(await products.find(params.productId), identity);
      const page = await reviews.list(params.productId, query);
      return { body: { ...page, items: page.items.map(viewReview) } };
    },
    async reviewProduct({ identity, params, body }) {
      const product = visible(await products.find(params.productId), identity);
      if (product.merchantId === identity.userId)
        throw new DomainError('forbidden', 'Nobody reviews their own product');
      return { body: viewReview(await reviews.put({ ...params, ...body, userId: identity.userId })) };
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;
