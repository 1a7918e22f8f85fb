import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { qualityValues } from './quality-values.ts';

export type Coding = 'br' | 'gzip';

/** Below this, coding costs more than it saves. */
export const minimumCoded = 1024;

/** The coding that a client wants most; undefined: none. */
export function codingOf(acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const values = qualityValues(acceptEncoding);
  const qualityOf = (coding: string) => values.get(coding) ?? values.get('*') ?? 0;
  const [br, gzip, identity] = [qualityOf('br'), qualityOf('gzip'), values.get('identity') ?? 0];
  if (Math.max(br, gzip) <= 0 || identity > Math.max(br, gzip)) return undefined;
  return br >= gzip ? 'br' : 'gzip';
}

const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

export const encode = (body: Buffer, coding: Coding): Buffer =>
  coding === 'br' ? brotliCompressSync(body, brotliOptions) : gzipSync(body);
