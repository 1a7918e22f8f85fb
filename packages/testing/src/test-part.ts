import { storeOf, type StoreName } from '@arcade/local-platform/stores';
import { uniqueName } from './unique-name.ts';

/** Something in a store that one test has for itself. */
export interface TestStore {
  /** What a service is given, e.g. as MYSQL_URL. */
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** A part of a store as a service has one. @throws Error when the store has none, or the variable that names it is missing */
export async function testPart(store: StoreName, name: string): Promise<TestStore> {
  const { parts } = storeOf(store);
  if (parts === undefined) throw new Error(`${store} has no parts`);
  const own = uniqueName(name);
  const part = { name: own, password: own };
  await parts.create(process.env, part);
  return { url: parts.url(process.env, part), drop: () => parts.drop(process.env, own) };
}

/** A schema of its own with an account that may use nothing else. */
export const testMysql = (name: string): Promise<TestStore> => testPart('mysql', name);

/** A database of its own; it comes to be with its first document. */
export const testMongo = (name: string): Promise<TestStore> => testPart('mongodb', name);
