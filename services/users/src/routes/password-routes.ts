import type { usersApi } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { normaliseEmail } from '../accounts/account.ts';
import { replaceForgottenPassword, replacePassword } from '../new-password.ts';
import type { UsersContext } from '../users-context.ts';

/** A new password, with the old one or without. */
export const passwordRoutes = (ctx: UsersContext) =>
  ({
    async changePassword({ identity, body }) {
      await replacePassword(ctx, identity, body);
      return {};
    },
    async forgotPassword({ body }) {
      await ctx.resetRequests.add(normaliseEmail(body.email));
      ctx.resetLoop.nudge();
      return {};
    },
    async resetPassword({ body }) {
      await replaceForgottenPassword(ctx, body);
      return {};
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;
