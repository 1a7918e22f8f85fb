import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { requireOwnPage } from './csrf.ts';

const check = (method: string, headers: Record<string, string>) =>
  requireOwnPage(
    { method, headers: { host: '127.0.0.1:8080', ...headers } } as unknown as IncomingMessage,
    'https://shop.test',
  );

describe('requireOwnPage', () => {
  it.each([
    ['the public origin', { origin: 'https://shop.test' }],
    ['the host that was asked', { origin: 'http://127.0.0.1:8080' }],
    ['a browser that says same-origin', { 'sec-fetch-site': 'same-origin' }],
  ])('lets a write from %s pass', (_, headers) => {
    expect(() => check('POST', headers as never)).not.toThrow();
  });

  it.each([
    ['another site', { origin: 'https://evil.test' }],
    ['another port of the host', { origin: 'http://127.0.0.1:9999' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['nobody who says where from', {}],
    ['a page that lies in one header only', { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' }],
  ])('refuses a write from %s', (_, headers) => {
    expect(() => check('POST', headers as never)).toThrow(expect.objectContaining({ code: 'csrf-rejected' }));
  });

  it('does not look at reads', () => {
    expect(() => check('GET', { origin: 'https://evil.test' })).not.toThrow();
  });
});
