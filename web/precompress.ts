import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const compressible = /\.(js|css|svg|webmanifest)$/;
const encoders = {
  '.br': (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  '.gz': (content: Buffer) => promisify(gzip)(content, { level: 9 }),
};

/** Writes `x.js.br` and `x.js.gz` beside every text file of the build: compressed once, and as small as can be. */
export const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  async writeBundle({ dir = 'dist' }) {
    for (const name of await readdir(dir, { recursive: true })) {
      if (!compressible.test(name)) continue;
      const content = await readFile(join(dir, name));
      for (const [ending, encode] of Object.entries(encoders)) {
        const encoded = await encode(content);
        if (encoded.length < content.length) await writeFile(join(dir, name + ending), encoded);
      }
    }
  },
});
