import type { ImageStore } from './image-store.ts';

/** Keeps the photos read last in memory, up to so many bytes: they never change. */
export function createCachedImageStore(store: ImageStore, maximumBytes: number): ImageStore {
  const held = new Map<string, Buffer>();
  let size = 0;
  const drop = (key: string) => {
    size -= held.get(key)?.length ?? 0;
    held.delete(key);
  };
  const keep = (key: string, bytes: Buffer) => {
    drop(key);
    held.set(key, bytes);
    size += bytes.length;
    for (const oldest of held.keys()) {
      if (size <= maximumBytes) break;
      drop(oldest);
    }
  };
  return {
    ...store,
    async get(imageId, width) {
      const key = `${imageId}-${width}`;
      const bytes = held.get(key) ?? (await store.get(imageId, width));
      if (bytes !== undefined) keep(key, bytes);
      return bytes;
    },
    async remove(imageId) {
      for (const key of [...held.keys()].filter((candidate) => candidate.startsWith(imageId))) drop(key);
      await store.remove(imageId);
    },
  };
}
