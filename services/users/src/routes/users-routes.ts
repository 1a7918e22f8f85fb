import type { UsersContext } from '../users-context.ts';
import { accountRoutes } from './account-routes.ts';
import { addressRoutes } from './address-routes.ts';
import { adminRoutes } from './admin-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { emailRoutes } from './email-routes.ts';
import { passwordRoutes } from './password-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** What the users service answers; the log of events is messaging's. */
export const usersRoutes = (ctx: UsersContext) => ({
  ...accountRoutes(ctx),
  ...addressRoutes(ctx),
  ...emailRoutes(ctx),
  ...passwordRoutes(ctx),
  ...sessionRoutes(ctx),
  ...documentRoutes(ctx),
  ...adminRoutes(ctx),
});
