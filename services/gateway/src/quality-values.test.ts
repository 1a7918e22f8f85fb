import { describe, expect, it } from '@jest/globals';
import { codingOf } from './coding.ts';
import { qualityOfType } from './quality-values.ts';

describe('qualityOfType', () => {
  it.each([
    [undefined, 1],
    ['', 1],
    ['text/html', 1],
    ['Text/HTML; Q=0.4', 0.4],
    ['text/*;q=0.5, */*;q=0.1', 0.5],
    ['*/*;q=0.1', 0.1],
    ['text/html;q=0, */*', 0],
    ['application/json', 0],
    ['text/html;q=2', 0],
    ['text/html;level=1;q=0.3', 0.3],
    [',,;q=1', 0],
  ])('of HTML in %s is %d', (accept, quality) => {
    expect(qualityOfType(accept, 'text/html')).toBe(quality);
  });
});

describe('codingOf', () => {
  it.each([
    [undefined, undefined],
    ['identity', undefined],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'br'],
    ['gzip;q=0.2, identity', undefined],
  ])('of %s is %s', (header, coding) => {
    expect(codingOf(header)).toBe(coding);
  });
});
