import { deviceHeader, type usersApi } from '@arcade/contracts';
import { newId, type Handlers } from '@arcade/service-defaults';
import { normaliseEmail } from '../accounts/account.ts';
import { replaceForgottenPassword, replacePassword } from '../new-password.ts';
import { originOf } from './origin-of.ts';
import type { UsersContext } from '../users-context.ts';

/** A new password, with the old one or without. */
export const passwordRoutes = (ctx: UsersContext) =>
  ({
    async changePassword({ identity, body, about }) {
      about(identity.userId);
      await replacePassword(ctx, identity, body);
      return {};
    },
    async forgotPassword({ body }) {
      await ctx.resetRequests.add(normaliseEmail(body.email));
      ctx.resetLoop.nudge();
      return {};
    },
    async resetPassword({ body, req, about }) {
      const { device = newId<string>(), network } = originOf(req);
      await replaceForgottenPassword(ctx, { ...body, about, origin: { device, network } });
      return { headers: { [deviceHeader]: device } };
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;
