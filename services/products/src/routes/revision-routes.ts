import type { Identity, productsApi } from '@arcade/contracts';
import { etagOf, requireMatch, type Handlers, type IfMatch } from '@arcade/service-defaults';
import type { MerchantTrust } from '../merchants/mongo-trusted-merchants.ts';
import { requireOwn, visible } from '../products/product-access.ts';
import { approveRevision } from '../products/product-changes.ts';
import type { Product } from '../products/product.ts';
import { discardRevision, rejectRevision, requireRevision } from '../products/revision.ts';
import type { ProductsContext } from '../products-context.ts';
import { productReply } from './product-view.ts';
import { viewRevision } from './revision-view.ts';

type Context = Pick<ProductsContext, 'products' | 'merchants'>;

/** What becomes of changes of products in the catalogue, and whose need no approval. */
export const revisionRoutes = ({ products, merchants }: Context) =>
  ({
    async getRevision({ identity, params }) {
      const product = visible(await products.find(params.productId), identity);
      requireOwn(product, identity);
      return {
        body: viewRevision(product, requireRevision(product)),
        etag: etagOf(product.revisionNumber),
        headers: { 'cache-control': 'private, no-cache' },
      };
    },
    async discardRevision({ identity, params, ifMatch }) {
      const product = await products.update(params.productId, (current) => {
        requireSeen(current, identity, ifMatch);
        return discardRevision(current);
      });
      return productReply(product, identity);
    },
    async approveRevision({ identity, params, ifMatch }) {
      const product = await products.update(params.productId, (current, now) => {
        requireSeen(current, identity, ifMatch);
        return approveRevision(current, now);
      });
      return productReply(product, identity);
    },
    async rejectRevision({ identity, params, body, ifMatch }) {
      const product = await products.update(params.productId, (current, now) => {
        requireSeen(current, identity, ifMatch);
        return rejectRevision(current, body.reason, now);
      });
      return productReply(product, identity);
    },
    getMerchantTrust: async ({ params }) => ({ body: viewTrust(await merchants.find(params.merchantId)) }),
    setMerchantTrust: async ({ params, body }) => ({
      body: viewTrust(await merchants.set(params.merchantId, body.trusted)),
    }),
  }) satisfies Partial<Handlers<typeof productsApi>>;

/** Whoever decides about a revision names the one that they have seen. @throws DomainError not-found, etag-mismatch */
function requireSeen(product: Product, identity: Identity, ifMatch: IfMatch): void {
  requireOwn(product, identity);
  requireRevision(product);
  requireMatch(ifMatch, etagOf(product.revisionNumber));
}

const viewTrust = ({ changedAt, ...trust }: MerchantTrust) => ({
  ...trust,
  changedAt: changedAt?.toISOString() ?? null,
});
