import { DomainError } from '@arcade/contracts';
import { away, type Dapr } from './dapr-client.ts';

/**
 * A Dapr state store of single documents. Values are kept as one JSON string per key: the MongoDB component merges
 * objects into what is there instead of replacing it.
 */
export interface StateStore<Value> {
  get(key: string): Promise<{ value: Value; etag: string } | undefined>;
  /**
   * Writes a value; with `etag` only over that version (`null`: only when there is none).
   * @throws DomainError etag-mismatch
   */
  set(key: string, value: Value, options?: { etag?: string | null; ttlSeconds?: number }): Promise<void>;
  delete(key: string): Promise<void>;
}

/** @throws DomainError dependency-unavailable when the sidecar or the store does not answer */
export function createStateStore<Value>(dapr: Dapr, store: string): StateStore<Value> {
  const path = (key: string) => `/v1.0/state/${store}/${encodeURIComponent(key)}`;
  const get: StateStore<Value>['get'] = async (key) => {
    const { status, text, headers } = await dapr.request('GET', `${path(key)}?consistency=strong`);
    if (status === 204 || (status === 200 && text === '')) return undefined;
    if (status !== 200) throw away(store, `get: ${status} ${text}`);
    return { value: JSON.parse(JSON.parse(text) as string) as Value, etag: String(headers['etag'] ?? '') };
  };
  return {
    get,
    async set(key, value, { etag, ttlSeconds } = {}) {
      const item = {
        key,
        value: JSON.stringify(value),
        ...(typeof etag === 'string' ? { etag } : {}),
        options: { concurrency: etag === undefined ? 'last-write' : 'first-write', consistency: 'strong' },
        ...(ttlSeconds === undefined ? {} : { metadata: { ttlInSeconds: String(ttlSeconds) } }),
      };
      const { status, text } = await dapr.request('POST', `/v1.0/state/${store}`, { body: JSON.stringify([item]) });
      if (status < 300) return;
      // Redis refuses a first write over a value with 500 instead of 409.
      const refused = status === 409 || (etag === null && (await get(key)) !== undefined);
      if (refused) throw new DomainError('etag-mismatch');
      throw away(store, `set: ${status} ${text}`);
    },
    async delete(key) {
      const { status, text } = await dapr.request('DELETE', path(key));
      if (status >= 300) throw away(store, `delete: ${status} ${text}`);
    },
  };
}
