import { productsApi, type ImageId, type ProductId } from '@arcade/contracts';
import { call } from '@arcade/testing';
import type { Person, ProductsUnderTest } from './products-under-test.fixture.ts';

interface Asking {
  readonly width?: '320' | '640';
  readonly headers?: Readonly<Record<string, string>>;
  /** Nobody when absent. */
  readonly identity?: Person;
}

export const readPhoto = (
  { origin }: ProductsUnderTest,
  productId: ProductId,
  imageId: ImageId,
  { width, headers = {}, identity }: Asking = {},
) =>
  call(origin, productsApi.getImage, {
    params: { productId, imageId },
    query: width === undefined ? {} : { width },
    headers,
    ...(identity === undefined ? {} : { identity }),
  });

/** How many files are kept, each size of a photo by itself. */
export const storedFiles = ({ connection }: ProductsUnderTest): Promise<number> =>
  connection.collection('images.files').countDocuments();

/** What is said of a photo that is read. */
export type ReadPhoto = Parameters<typeof readPhoto> extends [unknown, ...infer Rest] ? Rest : never;
