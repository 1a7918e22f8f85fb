import type { usersApi } from '@arcade/contracts';
import type { Handlers } from '@arcade/service-defaults';
import type { Tagged } from '../personal-documents.ts';
import type { UsersContext } from '../users-context.ts';

const reply = <Value>({ value, etag }: Tagged<Value>) => ({ body: value, etag });

/** Preferences and settings. */
export const documentRoutes = ({ documents: { preferences, settings } }: Pick<UsersContext, 'documents'>) =>
  ({
    getPreferences: async ({ identity }) => reply(await preferences.read(identity.userId)),
    putPreferences: async ({ identity, body, ifMatch }) =>
      reply(await preferences.replace(identity.userId, body, ifMatch)),
    getSettings: async ({ identity }) => reply(await settings.read(identity.userId)),
    putSettings: async ({ identity, body, ifMatch }) => reply(await settings.replace(identity.userId, body, ifMatch)),
  }) satisfies Partial<Handlers<typeof usersApi>>;
