import type { productsApi } from '@arcade/contracts';
import type { ServiceHandlers } from '@arcade/messaging';
import type { ProductsContext } from '../products-context.ts';
import { catalogueRoutes } from './catalogue-routes.ts';
import { offerRoutes } from './offer-routes.ts';
import { photoRoutes } from './photo-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { revisionRoutes } from './revision-routes.ts';

export const productsRoutes = (ctx: ProductsContext): ServiceHandlers<typeof productsApi> => ({
  ...catalogueRoutes(ctx),
  ...offerRoutes(ctx),
  ...photoRoutes(ctx),
  ...revisionRoutes(ctx),
  ...reviewRoutes(ctx),
});
