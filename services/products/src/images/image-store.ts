import type { ImageId, ProductId } from '@arcade/contracts';
import type { RecodedImage, Width } from './recode-image.ts';

/** The bytes of photos. What has an id never changes. */
export interface ImageStore {
  put(imageId: ImageId, productId: ProductId, image: RecodedImage): Promise<void>;
  get(imageId: ImageId, width: Width): Promise<Buffer | undefined>;
  /** All sizes; a no-op when there are none. */
  remove(imageId: ImageId): Promise<void>;
  /** Photos stored before an instant, in the order of their ids, for the sweeper. */
  storedBefore(
    instant: Date,
    after: string,
    limit: number,
  ): Promise<{
    readonly items: readonly { readonly imageId: ImageId; readonly productId: ProductId }[];
    /** Where to go on; undefined at the end. */
    readonly next: string | undefined;
  }>;
}
