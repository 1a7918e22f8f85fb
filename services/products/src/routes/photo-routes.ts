import { DomainError, type productsApi } from '@arcade/contracts';
import { isKnown, type Handlers } from '@arcade/service-defaults';
import { addPhoto, requireOpenForPhotos } from '../images/add-photo.ts';
import { readUpload } from '../images/read-upload.ts';
import type { Width } from '../images/recode-image.ts';
import { requireOwn } from '../products/product-access.ts';
import { removePhoto } from '../products/product-changes.ts';
import { productEtag } from '../products/product-etag.ts';
import type { ProductsContext } from '../products-context.ts';
import { viewPhoto } from './product-view.ts';

type Context = Pick<
  ProductsContext,
  'products' | 'images' | 'uploads' | 'uploadShares' | 'uploadSeconds' | 'recoding' | 'photosPerProduct' | 'failpoints'
>;

export const photoRoutes = (ctx: Context) =>
  ({
    async addImage({ identity, params, query, req, res }) {
      const { productId } = params;
      await requireOpenForPhotos(ctx, productId, identity);
      const upload = async () => {
        const bytes = await readUpload(req, res, { seconds: ctx.uploadSeconds });
        return await addPhoto(ctx, { productId, bytes, label: query.label ?? null, identity });
      };
      const { product, photo } = await ctx.uploadShares.run(identity.userId, () => ctx.uploads.run(upload));
      return { body: viewPhoto(product, photo), headers: { etag: productEtag(product) } };
    },
    async removeImage({ identity, params }) {
      await ctx.products.update(params.productId, (product, now) => {
        requireOwn(product, identity);
        return removePhoto(product, params.imageId, now);
      });
      await ctx.images.remove(params.imageId);
      return {};
    },
    /**
     * Whoever knows a photo's address may see it: nobody can guess one, carts and orders go on showing photos of products
     * that have ended, and caches on the way need not know who asks.
     */
    async getImage({ params, query, req, res }) {
      const etag = `"${params.imageId}-${query.width}"`;
      const headers = { etag, 'cache-control': 'public, max-age=31536000, immutable' };
      if (isKnown(req.header('if-none-match'), etag)) {
        res.writeHead(304, headers).end();
        return;
      }
      const bytes = await ctx.images.get(params.imageId, Number(query.width) as Width);
      if (bytes === undefined) throw new DomainError('not-found');
      res.writeHead(200, { ...headers, 'content-type': 'image/webp', 'content-length': bytes.length }).end(bytes);
    },
  }) satisfies Partial<Handlers<typeof productsApi>>;
