import { DomainError, type Preferences, type Settings, type UserId } from '@arcade/contracts';
import type { StateStore } from '@arcade/service-defaults';

export interface Tagged<Value> {
  readonly value: Value;
  readonly etag: string;
}

/** One document per user under a prefix, with defaults until it is first written. */
export interface PersonalDocument<Value> {
  read(userId: UserId): Promise<Tagged<Value>>;
  /** @throws DomainError etag-mismatch with the current ETag */
  replace(userId: UserId, value: Value, ifMatch: string): Promise<Tagged<Value>>;
}

export interface PersonalDocuments {
  readonly preferences: PersonalDocument<Preferences>;
  readonly settings: PersonalDocument<Settings>;
}

/** ETag of the defaults, which are nowhere stored. */
const defaultEtag = '"default"';

function personalDocument<Value>(store: StateStore<Value>, prefix: string, defaults: Value): PersonalDocument<Value> {
  const keyOf = (userId: UserId) => `${prefix}:${userId}`;
  const read = async (userId: UserId): Promise<Tagged<Value>> => {
    const found = await store.get(keyOf(userId));
    return found === undefined ? { value: defaults, etag: defaultEtag } : { ...found, etag: `"${found.etag}"` };
  };
  return {
    read,
    async replace(userId, value, ifMatch) {
      const etag = ifMatch === '*' ? undefined : ifMatch === defaultEtag ? null : ifMatch.slice(1, -1);
      const options = etag === undefined ? {} : { etag };
      await store.set(keyOf(userId), value, options).catch(async (error: unknown) => {
        if (!(error instanceof DomainError) || error.code !== 'etag-mismatch') throw error;
        throw new DomainError('etag-mismatch', undefined, { currentETag: (await read(userId)).etag });
      });
      return await read(userId);
    },
  };
}

/** Preferences and settings in the state store `preferences`. */
export const createPersonalDocuments = (store: StateStore<unknown>): PersonalDocuments => ({
  preferences: personalDocument(store as StateStore<Preferences>, 'preferences', {
    theme: 'system',
    notifications: { email: true, sms: false, push: false },
  }),
  settings: personalDocument(store as StateStore<Settings>, 'settings', {
    language: 'en',
    currencyCode: 'USD',
    reducedMotion: false,
  }),
});
