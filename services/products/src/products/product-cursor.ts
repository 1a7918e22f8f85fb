import { Money, ProductId } from '@arcade/contracts';
import { cursorCodec, cursorTime } from '@arcade/service-defaults';
import * as z from 'zod';
import type { Sort } from './product-repository.ts';

export interface Position {
  readonly key: string | number | Date;
  readonly id: string;
  /** Of the prices that the list compares; null where it compares none. */
  readonly currencyCode: string | null;
}

export const isByPrice = (sort: Sort): boolean => sort === 'price' || sort === '-price';

const of = (sort: Sort, key: z.ZodType<Position['key']>) => {
  const currencyCode = isByPrice(sort) ? Money.shape.currencyCode : z.null();
  return cursorCodec<Position>(`products.${sort}.v1`, z.strictObject({ key, id: ProductId, currencyCode }));
};

/** A list's position names its order: it means nothing in another. */
export const productCursors = {
  '-createdAt': of('-createdAt', cursorTime),
  price: of('price', z.int()),
  '-price': of('-price', z.int()),
  name: of('name', z.string()),
} as const satisfies Record<Sort, unknown>;
