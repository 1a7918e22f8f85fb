import type { usersApi } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { verifyEmail } from '../accounts/account-changes.ts';
import { requestVerification } from '../accounts/account-mails.ts';
import { askForEmailChange, moveToNewEmail } from '../new-email.ts';
import { openMailedLink } from '../open-mailed-link.ts';
import type { UsersContext } from '../users-context.ts';
import { userReply } from './user-view.ts';

/** Proving an address, and having another. */
export const emailRoutes = (ctx: UsersContext) =>
  ({
    async verifyEmail({ body }) {
      const { account, tokenHash } = await openMailedLink(ctx, 'verify-email', body.token);
      const verified = await ctx.accounts.update(account.userId, (current, now) =>
        verifyEmail(current, tokenHash, now),
      );
      return userReply(verified);
    },
    async resendVerification({ identity }) {
      await ctx.accounts.update(identity.userId, requestVerification);
      ctx.mailOutbox.nudge();
      return {};
    },
    async changeEmail({ identity, body, about }) {
      about(identity.userId);
      await askForEmailChange(ctx, identity, body);
      return {};
    },
    async confirmEmail({ body }) {
      return userReply(await moveToNewEmail(ctx, body.token));
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;
