import { DomainError } from '@arcade/contracts';
import * as z from 'zod';
import type { Sort } from './product-repository.ts';

const Cursor = z.tuple([z.string(), z.union([z.string(), z.int()]), z.uuid(), z.string().nullable()]);

export interface Position {
  readonly key: string | number | Date;
  readonly id: string;
  /** Of a list by price: the one currency whose prices are compared. */
  readonly currencyCode: string | null;
}

export const isByPrice = (sort: Sort): boolean => sort === 'price' || sort === '-price';

/** A list's position names its order: it means nothing in another. */
export function encodeCursor(sort: Sort, { key, id, currencyCode }: Position): string {
  const plain = key instanceof Date ? key.getTime() : key;
  return Buffer.from(JSON.stringify([sort, plain, id, currencyCode])).toString('base64url');
}

/** @throws DomainError invalid-cursor */
export function decodeCursor(text: string, sort: Sort): Position {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success) throw new DomainError('invalid-cursor');
  const [of, key, id, currencyCode] = parsed.data;
  if (of !== sort || (typeof key === 'string') !== (sort === 'name') || (currencyCode !== null) !== isByPrice(sort)) {
    throw new DomainError('invalid-cursor');
  }
  return { key: sort === '-createdAt' ? new Date(Number(key)) : key, id, currencyCode };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
