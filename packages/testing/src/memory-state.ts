import type { RawRequest, RawResponse } from '@arcade/service-defaults';

interface Item {
  readonly value: unknown;
  readonly etag: string;
  readonly expiresAt: number;
}

interface SaveRequest {
  readonly key: string;
  readonly value: unknown;
  readonly etag?: string;
  readonly options?: { readonly concurrency?: 'first-write' | 'last-write' };
  readonly metadata?: { readonly ttlInSeconds?: string };
}

const answer = (status: number, text = '', headers: RawResponse['headers'] = {}): RawResponse => ({
  status,
  headers,
  text,
});
const mismatch = answer(409, '{"errorCode":"ERR_STATE_SAVE","message":"possible etag mismatch"}');

/** Dapr's state API (get, save, delete; ETags, first-write, TTL) in memory. `store/key` as the sidecar sees them. */
export function createMemoryState() {
  const items = new Map<string, Item>();
  let version = 0;

  const find = (id: string) => {
    const item = items.get(id);
    return item === undefined || item.expiresAt <= Date.now() ? undefined : item;
  };
  const conflicts = (id: string, { etag, options }: SaveRequest) => {
    if (etag !== undefined) return find(id)?.etag !== etag;
    return options?.concurrency === 'first-write' && find(id) !== undefined;
  };
  const save = (store: string, requests: readonly SaveRequest[]) => {
    for (const request of requests) {
      const id = `${store}/${request.key}`;
      if (conflicts(id, request)) return mismatch;
      const ttl = Number(request.metadata?.ttlInSeconds ?? Infinity);
      items.set(id, { value: request.value, etag: String(++version), expiresAt: Date.now() + ttl * 1000 });
    }
    return answer(204);
  };

  return {
    items: items as ReadonlyMap<string, Item>,
    handle(method: string, store: string, key: string | undefined, options: RawRequest): RawResponse {
      if (key === undefined) return save(store, JSON.parse(options.body ?? '[]') as SaveRequest[]);
      const id = `${store}/${key}`;
      const item = find(id);
      if (method === 'DELETE') {
        const expected = options.headers?.['if-match'];
        if (expected !== undefined && expected !== item?.etag) return mismatch;
        items.delete(id);
        return answer(204);
      }
      return item === undefined ? answer(204) : answer(200, JSON.stringify(item.value), { etag: item.etag });
    },
  };
}
