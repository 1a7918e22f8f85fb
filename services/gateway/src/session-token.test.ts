import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { cookieReader } from './session-token.ts';

describe('cookieReader', () => {
  it.each([
    ['__Host-a=1', '1'],
    ['b=2; __Host-a=1; c=3', '1'],
    ['b=2;  __Host-a=1 ;c=3', '1'],
    ['__Host-a=1; __Host-a=2', '1'],
    ['__Host-a=', ''],
    ['x__Host-a=1', undefined],
    ['__Host-ab=1', undefined],
    ['__Host-a', undefined],
    ['b=__Host-a=1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('in %j finds %j', (cookie, value) => {
    expect(cookieReader('__Host-a')({ headers: { cookie } } as IncomingMessage)).toBe(value);
  });
});
