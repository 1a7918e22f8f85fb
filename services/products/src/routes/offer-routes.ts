import type { EndpointBody, ProductId, UserId, productsApi } from '@arcade/contracts';
import { derivedId, newId, seedOf, type Handlers } from '@arcade/service-defaults';
import { needsReview } from '../products/needs-review.ts';
import { requireOwn, requireVersion } from '../products/product-access.ts';
import { changeContent, changePrice, changeStatus, createOffer } from '../products/product-changes.ts';
import { productEtag } from '../products/product-etag.ts';
import { newStanding, type Product } from '../products/product.ts';
import type { ProductsContext } from '../products-context.ts';
import { productReply, viewProduct } from './product-view.ts';

type Context = Pick<ProductsContext, 'products' | 'merchants' | 'idempotent' | 'failpoints' | 'clock'>;
type NewProduct = EndpointBody<typeof productsApi.createProduct>;

/** What merchants do with their products, and administrators with all. */
export const offerRoutes = (ctx: Context) =>
  ({
    async createProduct({ identity: { userId }, body, idempotencyKey: key }) {
      const request = key === undefined ? undefined : { userId, key, request: ['createProduct', body] };
      const productId = request === undefined ? newId<ProductId>() : derivedId<ProductId>('product', seedOf(request));
      const work = async () => {
        const product = await create(ctx, { ...body, productId, merchantId: userId }, key);
        return { status: 201, body: viewProduct(product) };
      };
      const reply = request === undefined ? await work() : await ctx.idempotent(request, work);
      const headers = { location: `/products/${productId}`, ...('headers' in reply ? reply.headers : {}) };
      return { ...reply, etag: firstEtag, headers };
    },
    async changeProduct({ identity, params, body, ifMatch }) {
      const reviewed = await needsReview(ctx.merchants, identity);
      const change = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const product = await ctx.products.update(params.productId, (current, now) => {
        requireOwn(current, identity);
        requireVersion(ifMatch, current, 'all');
        return changeContent(current, change, { reviewed, now });
      });
      return productReply(product, identity);
    },
    async changePrice({ identity, params, body, ifMatch }) {
      const product = await ctx.products.update(params.productId, (current, now) => {
        requireOwn(current, identity);
        requireVersion(ifMatch, current, 'price');
        return changePrice(current, body.price, now);
      });
      return productReply(product, identity);
    },
    async submitProduct({ identity, params }) {
      const product = await ctx.products.update(params.productId, (current, now) => {
        requireOwn(current, identity);
        return changeStatus(current, 'submit', now);
      });
      return productReply(product, identity);
    },
    async endProduct({ identity, params }) {
      const product = await ctx.products.update(params.productId, (current, now) => {
        requireOwn(current, identity);
        return changeStatus(current, 'end', now);
      });
      return productReply(product, identity);
    },
    async approveProduct({ identity, params, ifMatch }) {
      const product = await ctx.products.update(params.productId, (current, now) => {
        // An approval that is repeated finds the version that it made itself.
        if (ifMatch !== undefined && current.status === 'pending') requireVersion(ifMatch, current, 'all');
        return changeStatus(current, 'approve', now);
      });
      return productReply(product, identity);
    },
    async rejectProduct({ identity, params, body }) {
      const product = await ctx.products.update(params.productId, (current, now) =>
        changeStatus(current, 'reject', now, body.reason),
      );
      return productReply(product, identity);
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;

/** Of a product as it was created, which is what every replay answers. */
const firstEtag = productEtag({ version: 1, ...newStanding });

/** A request repeated after a crash finds the product that it made. */
async function create(
  { products, failpoints, clock }: Context,
  offer: NewProduct & { readonly productId: ProductId; readonly merchantId: UserId },
  cause?: string,
): Promise<Product> {
  const product = createOffer(offer, clock.now());
  const outcome = await products.insert(product, cause);
  await failpoints.hit('products.after-create');
  return outcome === 'inserted' ? product : ((await products.find(offer.productId)) ?? product);
}
