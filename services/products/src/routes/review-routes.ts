import { DomainError, type Identity, type productsApi } from '@arcade/contracts';
import { etagOf, type Handlers } from '@arcade/service-defaults';
import { visible } from '../products/product-access.ts';
import type { Product } from '../products/product.ts';
import type { ProductsContext } from '../products-context.ts';
import type { Review } from '../reviews/review.ts';
import { viewModerated, viewOwn, viewReview } from './review-view.ts';

type Context = Pick<ProductsContext, 'products' | 'reviews' | 'reviewPolicy' | 'reportsPerDay'>;

/** What customers say of products, and what becomes of it. */
export const reviewRoutes = (ctx: Context) => ({
  ...readingRoutes(ctx),
  ...writingRoutes(ctx),
  ...moderationRoutes(ctx),
});

const readingRoutes = ({ products, reviews }: Context) =>
  ({
    async listReviews({ identity, params, query }) {
      visible(await products.find(params.productId), identity);
      const page = await reviews.list(params.productId, query);
      return { body: { ...page, items: page.items.map(viewReview) } };
    },
    async getMyReview({ identity, params }) {
      const product = visible(await products.find(params.productId), identity);
      const review = await reviews.findOwn(params.productId, identity.userId);
      const hasBought = review !== undefined || (await reviews.hasBought(params.productId, identity.userId));
      const reason = whyNot(isOwn(product, identity), hasBought);
      const body = { mayReview: reason === null, reason, review: review === undefined ? null : viewOwn(review) };
      return { body, headers: { 'cache-control': 'private, no-cache' } };
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;

const writingRoutes = ({ products, reviews, reviewPolicy, reportsPerDay }: Context) =>
  ({
    async reviewProduct({ identity, params, body }) {
      const product = visible(await products.find(params.productId), identity);
      if (isOwn(product, identity)) throw new DomainError('forbidden', 'Nobody reviews their own product');
      return { body: viewOwn(await reviews.put({ ...params, ...body, userId: identity.userId }, reviewPolicy)) };
    },
    async deleteReview({ identity, params }) {
      await reviews.remove(params.reviewId, params.productId, identity.userId);
      return {};
    },
    async reportReview({ identity, params, body }) {
      await reviews.report({ ...params, ...body, userId: identity.userId }, reportsPerDay);
      return {};
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;

const moderationRoutes = ({ reviews }: Context) =>
  ({
    async listReviewsByState({ query: { state, ...query } }) {
      const page = await reviews.listByState(state, query);
      return {
        body: { ...page, items: page.items.map(viewModerated) },
        headers: { 'cache-control': 'private, no-cache' },
      };
    },
    showReview: async ({ params, ifMatch }) =>
      judged(await reviews.judge(params.reviewId, params.productId, ifMatch, { kind: 'show' })),
    hideReview: async ({ params, body, ifMatch }) =>
      judged(await reviews.judge(params.reviewId, params.productId, ifMatch, { kind: 'hide', reason: body.reason })),
  }) satisfies Partial<Handlers<typeof productsApi>>;

const judged = (review: Review) => ({ body: viewModerated({ ...review, reports: [] }), etag: etagOf(review.version) });

const whyNot = (isOwnProduct: boolean, hasBought: boolean): 'own-product' | 'purchase-required' | null => {
  if (isOwnProduct) return 'own-product';
  return hasBought ? null : 'purchase-required';
};

const isOwn = ({ merchantId }: Product, { userId }: Identity) => merchantId === userId;
