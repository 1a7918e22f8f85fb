import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { createDeviceCookies } from './device-cookie.ts';

const asking = (cookie: string) => ({ headers: { cookie } }) as IncomingMessage;
const valueOf = (setCookie: string) => setCookie.split(';')[0] ?? '';

describe('createDeviceCookies', () => {
  const ours = createDeviceCookies('secret');

  it('knows the devices it has made, among other cookies', () => {
    const cookie = valueOf(ours.cookieFor('device-1'));
    expect(ours.deviceOf(asking(`a=b; ${cookie}; c=d`))).toBe('device-1');
    expect(createDeviceCookies('secret').deviceOf(asking(cookie))).toBe('device-1');
  });

  it('knows no others', () => {
    const cookie = valueOf(ours.cookieFor('device-1'));
    const forged = [
      '',
      '__Host-device=device-1',
      `${cookie}x`,
      cookie.slice(0, -1),
      cookie.replace('device-1', 'device-2'),
      cookie.replace('device-1', ''),
      valueOf(createDeviceCookies('another secret').cookieFor('device-1')),
      `__Host-device=device-1.${'é'.repeat(43)}`,
    ];
    for (const each of forged) expect(ours.deviceOf(asking(each))).toBeUndefined();
  });

  it('is sent by browsers over TLS only, and read by no page', () => {
    expect(ours.cookieFor('d')).toMatch(
      /^__Host-device=d\.[\w-]{43}; Path=\/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax$/,
    );
  });
});
