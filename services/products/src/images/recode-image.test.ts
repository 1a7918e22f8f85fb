import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';
import { recodeImage } from './recode-image.ts';

const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });
const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#a33' } });
const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'invalid-image', message: expect.stringMatching(detail) });

/** A PNG that says how large it is and has no pixels. */
function pngHeader(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const nothing = Buffer.alloc(0);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(nothing)), chunk('IEND', nothing)]);
}

describe('recodeImage', () => {
  it('makes three WebP sizes, none larger than the upload', async () => {
    const recoded = await recodeImage(await plain(1600, 1200).jpeg().toBuffer());
    expect(recoded).toMatchObject({ width: 1024, height: 768 });
    const sizes = await Promise.all(recoded.sizes.map(async ({ bytes }) => await sharp(bytes).metadata()));
    expect(sizes.map(({ format, width, height }) => [format, width, height])).toEqual([
      ['webp', 1024, 768],
      ['webp', 640, 480],
      ['webp', 320, 240],
    ]);
    const small = await recodeImage(await plain(200, 100).png().toBuffer());
    expect(small).toMatchObject({ width: 200, height: 100 });
  });

  it('turns the photo upright and drops everything that a camera wrote', async () => {
    const exif = { IFD0: { Copyright: 'somebody', ImageDescription: 'at home' } };
    const upload = await plain(300, 100).jpeg().withExif(exif).withMetadata({ orientation: 6 }).toBuffer();
    const recoded = await recodeImage(upload);
    expect(recoded).toMatchObject({ width: 100, height: 300 });
    for (const { bytes } of recoded.sizes) {
      const { exif: kept, orientation, icc, xmp } = await sharp(bytes).metadata();
      expect({ kept, orientation, icc, xmp }).toEqual({});
    }
  });

  it('takes the first frame only', async () => {
    const frames = [plain(60, 60), noise(60, 60)];
    const buffers = await Promise.all(frames.map(async (frame) => await frame.png().toBuffer()));
    const animated = await sharp(buffers, { join: { animated: true } })
      .webp()
      .toBuffer();
    const recoded = await recodeImage(animated);
    expect(recoded).toMatchObject({ width: 60, height: 60 });
    expect((await sharp(recoded.sizes[0]?.bytes).metadata()).pages).toBeUndefined();
  });

  it('limits the height of a tall picture too', async () => {
    const recoded = await recodeImage(await plain(100, 9000).png().toBuffer());
    expect(recoded.height).toBe(2048);
  });

  it('keeps transparency and greys', async () => {
    const clear = await sharp({ create: { width: 50, height: 50, channels: 4, background: '#0000' } })
      .png()
      .toBuffer();
    expect((await sharp((await recodeImage(clear)).sizes[0]?.bytes).metadata()).hasAlpha).toBe(true);
    await recodeImage(await plain(50, 50).greyscale().toColourspace('b-w').png().toBuffer());
    await recodeImage(await plain(50, 50).toColourspace('cmyk').jpeg().toBuffer());
  });

  it('refuses what is not JPEG, PNG or WebP, whatever it is called', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    const gif = await plain(9, 9).gif().toBuffer();
    for (const upload of [Buffer.from(svg), Buffer.from('just text, renamed'), gif, Buffer.alloc(3)]) {
      await expect(recodeImage(upload)).rejects.toEqual(refused(/Only JPEG/));
    }
  });

  it('refuses a right beginning with a wrong rest', async () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(2000)]);
    const svg = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('<svg/>')]);
    for (const upload of [jpeg, svg]) await expect(recodeImage(upload)).rejects.toEqual(refused(/damaged/));
  });

  it('refuses a photo that was cut off', async () => {
    for (const upload of [
      await noise(400, 300).jpeg().toBuffer(),
      await noise(400, 300).png().toBuffer(),
      await noise(400, 300).webp().toBuffer(),
    ]) {
      const cut = upload.subarray(0, upload.length * 0.6);
      await expect(recodeImage(cut)).rejects.toEqual(refused(/damaged/));
    }
  });

  it('refuses more than 40 megapixels by what the header says, before any pixel is decoded', async () => {
    await expect(recodeImage(pngHeader(30_000, 30_000))).rejects.toEqual(refused(/megapixels/));
    await expect(recodeImage(pngHeader(6400, 6300))).rejects.toEqual(refused(/megapixels/));
  });
});
