import { describe, expect, it } from '@jest/globals';
import { isOwnPage } from './is-own-page.ts';

describe('isOwnPage', () => {
  it.each([
    ['a program', { host: '127.0.0.1:1080' }],
    ['a person who opens it', { host: 'localhost:1080', 'sec-fetch-site': 'none' }],
    [
      'a link from another page',
      { host: 'localhost:1080', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    ],
    ['its own page', { host: 'localhost:1080', origin: 'http://localhost:1080' }],
    ['its own page that tells no origin', { host: '127.0.0.1:1080', origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['IPv6', { host: '[::1]:1080', origin: 'http://[::1]:1080' }],
  ])('is true for %s', (_, headers) => {
    expect(isOwnPage(headers)).toBe(true);
  });

  it.each([
    ['a page elsewhere', { host: '127.0.0.1:1080', origin: 'https://evil.example' }],
    ['a page of another port', { host: '127.0.0.1:1080', origin: 'http://127.0.0.1:8080' }],
    ['a page without an origin', { host: '127.0.0.1:1080', origin: 'null' }],
    [
      'a name made to lead here',
      { host: 'evil.example:1080', origin: 'http://evil.example:1080', 'sec-fetch-site': 'same-origin' },
    ],
    ['a name that begins like ours', { host: '127.0.0.1.evil.example:1080' }],
    ['another name that begins like ours', { host: 'localhost.evil.example' }],
    ['nothing to go by', {}],
  ])('is false for %s', (_, headers) => {
    expect(isOwnPage(headers)).toBe(false);
  });
});
