import { DomainError } from '@arcade/contracts';
import * as z from 'zod';
import type { Sort } from './product-repository.ts';

const Cursor = z.tuple([z.string(), z.union([z.string(), z.int()]), z.uuid()]);

export interface Position {
  readonly key: string | number | Date;
  readonly id: string;
}

/** A list's position names its order: it means nothing in another. */
export function encodeCursor(sort: Sort, { key, id }: Position): string {
  const plain = key instanceof Date ? key.getTime() : key;
  return Buffer.from(JSON.stringify([sort, plain, id])).toString('base64url');
}

/** @throws DomainError invalid-cursor */
export function decodeCursor(text: string, sort: Sort): Position {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success || parsed.data[0] !== sort || (typeof parsed.data[1] === 'string') !== (sort === 'name')) {
    throw new DomainError('invalid-cursor');
  }
  const [, key, id] = parsed.data;
  return { key: sort === '-createdAt' ? new Date(Number(key)) : key, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
