import { describe, expect, it } from '@jest/globals';
import { headersToClient, headersToService } from './forwarded-headers.ts';

describe('headersToService', () => {
  it('keeps what services read', () => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': 'k',
      'if-match': '"1"',
      'if-none-match': '"1"',
      'cart-token': 't',
      'stripe-signature': 's',
    };
    expect(headersToService({ headers })).toEqual(headers);
  });

  it('drops everything else, whatever it is called or holds', () => {
    const headers = {
      'dapr-api-token': 'x',
      'dapr-caller-app-id': 'orders',
      'arcade-assertion': 'x',
      'arcade-client-ip': '1.1.1.1',
      'x-forwarded-for': '1.1.1.1',
      forwarded: 'for=1.1.1.1',
      cookie: 'a=b',
      authorization: 'Bearer x',
      'transfer-encoding': 'chunked',
      'content-length': '10',
      connection: 'close, x-once',
      host: 'evil',
      expect: '100-continue',
      'user-agent': 'M\xfcller',
      'x-own': '1',
      "!#$%&'*+.^_`|~": 'odd',
    };
    expect(headersToService({ headers })).toEqual({});
  });

  it.each([
    ['bytes beyond ASCII', 'cart-token', 'M\xfcller', 'invalid-request'],
    ['a control character', 'if-match', '"\x7f"', 'invalid-request'],
    ['a tab', 'content-type', 'application/json;\tcharset=utf-8', 'invalid-request'],
    ['a thousand characters and one', 'if-none-match', 'x'.repeat(1001), 'headers-too-large'],
  ])('refuses %s where it matters', (_, name, value, code) => {
    expect(() => headersToService({ headers: { [name]: value } })).toThrow(expect.objectContaining({ code }));
  });
});

describe('headersToClient', () => {
  it('keeps the answer and drops the inside', () => {
    expect(
      headersToClient({
        etag: '"1"',
        'set-cookie': ['a=b'],
        'dapr-x': '1',
        traceparent: 'x',
        server: 'daprd',
        'transfer-encoding': 'chunked',
        'content-length': '10',
      }),
    ).toEqual({ etag: '"1"', 'set-cookie': ['a=b'] });
  });
});
