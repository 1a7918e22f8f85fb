import type { UsersContext } from '../users-context.ts';
import { accountRoutes } from './account-routes.ts';
import { adminRoutes } from './admin-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** What the users service answers; the log of events is messaging's. */
export const usersRoutes = (ctx: UsersContext) => ({
  ...accountRoutes(ctx),
  ...sessionRoutes(ctx),
  ...documentRoutes(ctx),
  ...adminRoutes(ctx),
});
