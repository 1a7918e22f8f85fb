import type { ProductSummary } from '@arcade/contracts';

type ProductImage = NonNullable<ProductSummary['image']>;

interface PhotoProps {
  readonly image: Pick<ProductImage, 'url' | 'alt'> | null;
  readonly sizes: string;
  readonly eager?: boolean;
}

const widths = [320, 640, 1024];
const srcsetOf = (url: string) => widths.map((width) => `${url}?width=${width} ${width}w`).join(', ');

/** A square photo in the width the screen needs. */
export const Photo = ({ image, sizes, eager = false }: PhotoProps) =>
  image === null ? (
    <div class="photo photo-none" role="img" aria-label="No photo yet" />
  ) : (
    <img
      class="photo"
      src={`${image.url}?width=640`}
      srcset={srcsetOf(image.url)}
      sizes={sizes}
      alt={image.alt}
      width="1024"
      height="1024"
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      draggable={false}
    />
  );

/** Brings photos that will be wanted next, in the size that `Photo` will ask for. */
export function preloadPhotos(urls: readonly string[], sizes: string): void {
  for (const url of urls) {
    const image = new Image();
    image.sizes = sizes;
    image.srcset = srcsetOf(url);
  }
}
