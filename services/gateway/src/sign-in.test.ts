import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { deviceCookie, sessionCookie, type Role } from '@arcade/contracts';
import type { SignedIn } from './sessions.ts';
import { isShopperAtHand } from './sign-in.ts';

const shopper = 's'.repeat(43);
const merchant = 'm'.repeat(43);
const unknown = 'u'.repeat(43);

const sessions = {
  atHand: (token: string): SignedIn | undefined => {
    const roles = new Map<string, Role[]>([
      [shopper, ['customer']],
      [merchant, ['customer', 'merchant']],
    ]).get(token);
    return roles === undefined ? undefined : ({ identity: { roles } } as SignedIn);
  },
};

describe('isShopperAtHand', () => {
  it.each([
    ['nobody', {}, true],
    ['a passer-by with other cookies', { cookie: `${deviceCookie}=d; a=b` }, true],
    ['a program with other credentials', { authorization: 'Basic x' }, true],
    ['a shopper with a bearer', { authorization: `Bearer ${shopper}` }, true],
    ['a shopper with a cookie', { cookie: `a=b; ${sessionCookie}=${shopper}` }, true],
    ['a merchant with a bearer', { authorization: `Bearer ${merchant}` }, false],
    ['a merchant with a cookie', { cookie: `${sessionCookie}=${merchant}; a=b` }, false],
    [
      'a merchant with the cookie of a shopper',
      { authorization: `Bearer ${merchant}`, cookie: `${sessionCookie}=${shopper}` },
      false,
    ],
    ['an unknown bearer', { authorization: `Bearer ${unknown}` }, false],
    ['an unknown cookie', { cookie: `${sessionCookie}=${unknown}` }, false],
    ['a malformed bearer', { authorization: 'Bearer x' }, false],
  ])('%s', (_, headers, expected) => {
    expect(isShopperAtHand(sessions, { headers } as unknown as IncomingMessage)).toBe(expected);
  });
});
