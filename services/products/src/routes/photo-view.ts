import type { EndpointAnswer, ProductId, productsApi } from '@arcade/contracts';
import { imageUrlOf, type Content, type Photo } from '../products/product.ts';

type ImageView = EndpointAnswer<typeof productsApi.addImage>;

export const viewPhoto = (
  { name }: Pick<Content, 'name'>,
  productId: ProductId,
  { imageId, label, width, height }: Photo,
): ImageView => ({
  imageId,
  url: imageUrlOf(productId, imageId),
  label,
  width,
  height,
  alt: altOf(name, label),
});

function altOf(name: string, label: string | null): string {
  if (label === null) return name;
  const azimuth = /^azimuth-(\d{1,3})$/.exec(label)?.[1];
  if (azimuth !== undefined) return `${name}, turned by ${Number(azimuth)} degrees`;
  if (label === 'top') return `${name}, seen from above`;
  if (label === 'front' || label === 'back') return `${name}, seen from the ${label}`;
  if (label === 'left' || label === 'right') return `${name}, seen from the ${label} side`;
  return `${name}, ${label}`;
}
