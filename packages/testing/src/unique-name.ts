import { randomBytes } from 'node:crypto';

/** `test_orders_3f9c0a12`: a name for something of one test, short enough for every store. */
export const uniqueName = (name: string): string =>
  `test_${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 16)}_${randomBytes(4).toString('hex')}`;
