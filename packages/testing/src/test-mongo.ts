import mongoose from 'mongoose';
import { storeUrl } from './store-urls.ts';
import type { TestStore } from './test-mysql.ts';
import { uniqueName } from './unique-name.ts';

/** A database of its own; it comes to be with its first document. */
export async function testMongo(name: string): Promise<TestStore> {
  const url = storeUrl('ARCADE_MONGODB_URL');
  url.pathname = `/${uniqueName(name)}`;
  return {
    url: url.href,
    async drop() {
      const connection = await mongoose
        .createConnection(url.href, { serverSelectionTimeoutMS: 10_000, autoIndex: false })
        .asPromise();
      await connection.dropDatabase().finally(() => connection.close());
    },
  };
}
