import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { requireOwnPage } from './csrf.ts';

const check = (method: string, headers: Record<string, string>, publicOrigin = 'http://shop.test') =>
  requireOwnPage(
    { method, headers: { host: '127.0.0.1:8080', ...headers } } as unknown as IncomingMessage,
    publicOrigin,
  );

describe('requireOwnPage', () => {
  it.each([
    ['the public origin', { origin: 'http://shop.test' }],
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

  it('refuses a write to a secure shop from an insecure page of the same host', () => {
    const headers = { origin: 'http://127.0.0.1:8080' };
    expect(() => check('POST', headers, 'https://shop.test')).toThrow(
      expect.objectContaining({ code: 'csrf-rejected' }),
    );
    expect(() => check('POST', { origin: 'https://127.0.0.1:8080' }, 'https://shop.test')).not.toThrow();
  });

  it('does not look at reads', () => {
    expect(() => check('GET', { origin: 'https://evil.test' })).not.toThrow();
  });
});
