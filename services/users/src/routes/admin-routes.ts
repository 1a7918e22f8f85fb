import type { usersApi } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import { setDisabled, setRoles } from '../accounts/account-changes.ts';
import { normaliseEmail } from '../accounts/account.ts';
import type { UsersContext } from '../users-context.ts';
import { userReply, viewUser } from './user-view.ts';

/** What administrators do with the accounts of others. */
export const adminRoutes = ({ accounts, settle, logger }: Pick<UsersContext, 'accounts' | 'settle' | 'logger'>) =>
  ({
    async listUsers({ query: { email, ...page } }) {
      const found = await accounts.list({ ...page, ...(email === undefined ? {} : { email: normaliseEmail(email) }) });
      return { body: { ...found, items: found.items.map(viewUser) } };
    },
    async setRoles({ identity, params, body }) {
      const changed = await accounts.update(params.userId, (account, now) =>
        setRoles(account, body.roles, identity.userId, now),
      );
      logger.info({ by: identity.userId, userId: params.userId, roles: changed.roles }, 'roles set');
      await settle(changed);
      return userReply(changed);
    },
    async setDisabled({ identity, params, body }) {
      const changed = await accounts.update(params.userId, (account, now) =>
        setDisabled(account, body.disabled, identity.userId, now),
      );
      logger.info({ by: identity.userId, userId: params.userId, disabled: changed.disabled }, 'account switched');
      await settle(changed);
      return userReply(changed);
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;
