import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { takesPage, wantsPage } from './wants-page.ts';

const asking = (accept: string | undefined, method = 'GET', agent = 'x') =>
  ({ method, headers: { ...(accept === undefined ? {} : { accept }), 'user-agent': agent } }) as IncomingMessage;

describe('wantsPage', () => {
  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['application/xhtml+xml,text/html', true],
    ['text/html,*/*', true],
    ['text/html;q=0.9,application/json;q=0.8', true],
    ['text/html,application/json', false],
    ['application/json,text/html;q=0.9', false],
    ['text/html;q=0.3,application/json', false],
    ['text/html;q=0.3,*/*', false],
    ['text/html;q=0,*/*', false],
    ['text/html;q=0,*/*;q=0', false],
    ['*/*', false],
    ['image/webp', false],
    [undefined, false],
  ])('of %s is %s', (accept, wants) => {
    expect(wantsPage(asking(accept))).toBe(wants);
  });

  it('gives link previews the page where they take anything, and writes never', () => {
    expect(wantsPage(asking('*/*', 'GET', 'WhatsApp/2'))).toBe(true);
    expect(wantsPage(asking(undefined, 'GET', 'WhatsApp/2'))).toBe(true);
    expect(wantsPage(asking('application/json', 'GET', 'WhatsApp/2'))).toBe(false);
    expect(wantsPage(asking('text/html', 'HEAD'))).toBe(true);
    expect(wantsPage(asking('text/html', 'POST'))).toBe(false);
  });
});

describe('takesPage', () => {
  it.each([
    ['*/*', true],
    [undefined, true],
    ['text/*;q=0.1', true],
    ['application/json', false],
    ['text/html;q=0', false],
  ])('of %s is %s', (accept, takes) => {
    expect(takesPage(asking(accept))).toBe(takes);
  });
});
