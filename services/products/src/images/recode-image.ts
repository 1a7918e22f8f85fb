import { DomainError } from '@arcade/contracts';
import sharp from 'sharp';

export const widths = [1024, 640, 320] as const;
export type Width = (typeof widths)[number];

export interface RecodedImage {
  /** Of the largest size. */
  readonly width: number;
  readonly height: number;
  readonly sizes: readonly { readonly width: Width; readonly bytes: Buffer }[];
}

const maximumPixels = 40_000_000;
// One thread for each photo, nothing kept between them: concurrency and memory are limited by whoever calls.
sharp.concurrency(1);
sharp.cache(false);

/** What begins like this may be decoded; nothing else reaches the decoder, SVG and PDF least of all. */
const signatures: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
];

const invalid = (detail: string) => new DomainError('invalid-image', detail);

/**
 * Makes the sizes we serve, as WebP: first frame, upright, without metadata, never larger than the upload.
 * @throws DomainError invalid-image
 */
export async function recodeImage(upload: Buffer): Promise<RecodedImage> {
  if (!signatures.some((matches) => matches(upload))) throw invalid('Only JPEG, PNG and WebP are accepted');
  const { data, info } = await decode(upload);
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const sizes = [];
  for (const width of widths) {
    const image = sharp(data, { raw }).resize({ width, withoutEnlargement: true });
    sizes.push({ width, bytes: await image.webp({ quality: 82, effort: 1 }).toBuffer() });
  }
  return { width: info.width, height: info.height, sizes };
}

/** Pixels of the largest size. A tall picture is limited in height too. */
async function decode(upload: Buffer) {
  try {
    return await sharp(upload, { limitInputPixels: maximumPixels, failOn: 'error', pages: 1 })
      .timeout({ seconds: 20 })
      .autoOrient()
      .toColourspace('srgb')
      .resize({ width: widths[0], height: 2 * widths[0], fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error);
    if (/pixel limit/i.test(reason)) throw invalid('A photo has at most 40 megapixels');
    throw invalid('The file is damaged or not what it says it is');
  }
}
