import { DomainError, type Preferences, type Settings, type UserId } from '@arcade/contracts';
import { requireMatch, type IfMatch, type StateStore } from '@arcade/service-defaults';

export interface Tagged<Value> {
  readonly value: Value;
  readonly etag: string;
}

/** One document per user under a prefix, with defaults until it is first written. */
export interface PersonalDocument<Value> {
  read(userId: UserId): Promise<Tagged<Value>>;
  /** @throws DomainError etag-mismatch with the current ETag */
  replace(userId: UserId, value: Value, ifMatch: IfMatch): Promise<Tagged<Value>>;
}

export interface PersonalDocuments {
  readonly preferences: PersonalDocument<Preferences>;
  readonly settings: PersonalDocument<Settings>;
}

/** ETag of the defaults, which hold until something is written. No store has such a tag. */
const defaultEtag = '"default"';

function personalDocument<Value>(store: StateStore<Value>, prefix: string, defaults: Value): PersonalDocument<Value> {
  const keyOf = (userId: UserId) => `${prefix}:${userId}`;
  const read = async (userId: UserId): Promise<Tagged<Value>> => {
    const found = await store.get(keyOf(userId));
    return found === undefined ? { value: defaults, etag: defaultEtag } : { ...found, etag: `"${found.etag}"` };
  };
  const mismatch = async (userId: UserId) =>
    new DomainError('etag-mismatch', undefined, { currentETag: (await read(userId)).etag });
  return {
    read,
    async replace(userId, value, ifMatch) {
      const { etag } = await read(userId);
      requireMatch(ifMatch, etag);
      // Only over what was matched: somebody else may write in between.
      const over = ifMatch.any ? {} : { etag: etag === defaultEtag ? null : etag.slice(1, -1) };
      await store.set(keyOf(userId), value, over).catch(async (error: unknown) => {
        throw error instanceof DomainError && error.code === 'etag-mismatch' ? await mismatch(userId) : error;
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
