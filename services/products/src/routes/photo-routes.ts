import { DomainError, type productsApi } from '@arcade/contracts';
import { isKnown, type Handlers } from '@arcade/service-defaults';
import { addPhoto, requireOpenForPhotos } from '../images/add-photo.ts';
import { readUpload } from '../images/read-upload.ts';
import type { Width } from '../images/recode-image.ts';
import { needsReview } from '../products/needs-review.ts';
import { requireOwn } from '../products/product-access.ts';
import { removePhoto } from '../products/product-changes.ts';
import { managedEtag } from '../products/product-etag.ts';
import { keptPhotos } from '../products/revision.ts';
import type { ProductsContext } from '../products-context.ts';
import { viewPhoto } from './photo-view.ts';

type Context = Pick<
  ProductsContext,
  | 'products'
  | 'merchants'
  | 'images'
  | 'photoAccess'
  | 'uploads'
  | 'uploadShares'
  | 'uploadSeconds'
  | 'recoding'
  | 'photosPerProduct'
  | 'failpoints'
>;

export const photoRoutes = (ctx: Context) =>
  ({
    async addImage({ identity, params, query, req, res }) {
      const { productId } = params;
      await requireOpenForPhotos(ctx, productId, identity);
      const reviewed = await needsReview(ctx.merchants, identity);
      const upload = async () => {
        const bytes = await readUpload(req, res, { seconds: ctx.uploadSeconds });
        return await addPhoto(ctx, { productId, bytes, label: query.label ?? null, identity, reviewed });
      };
      const { product, photo } = await ctx.uploadShares.run(identity.userId, () => ctx.uploads.run(upload));
      return { body: viewPhoto(product, product.productId, photo), headers: { etag: managedEtag(product) } };
    },
    async removeImage({ identity, params }) {
      const reviewed = await needsReview(ctx.merchants, identity);
      const after = await ctx.products.update(params.productId, (product, now) => {
        requireOwn(product, identity);
        return removePhoto(product, params.imageId, { reviewed, now });
      });
      if (!keptPhotos(after).has(params.imageId)) await ctx.images.remove(params.imageId);
      return {};
    },
    async getImage({ identity, params, query, req, res }) {
      const cacheControl = cacheControlOf[await ctx.photoAccess(params, identity)];
      const etag = `"${params.imageId}-${query.width}"`;
      const headers = { etag, 'cache-control': cacheControl };
      if (isKnown(req.header('if-none-match'), etag)) {
        res.writeHead(304, headers).end();
        return;
      }
      const bytes = await ctx.images.get(params.imageId, Number(query.width) as Width);
      if (bytes === undefined) throw new DomainError('not-found');
      res.writeHead(200, { ...headers, 'content-type': 'image/webp', 'content-length': bytes.length }).end(bytes);
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;

/** What everybody sees never changes; the rest is asked for each time. */
const cacheControlOf = {
  everybody: 'public, max-age=31536000, immutable',
  'its managers': 'private, no-cache',
} as const;
