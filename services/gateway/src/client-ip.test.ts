import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { clientIpOf } from './client-ip.ts';

const requestFrom = (remoteAddress: string, forwardedFor?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwardedFor } }) as unknown as IncomingMessage;

describe('clientIpOf', () => {
  it('believes no header when no proxy is trusted', () => {
    expect(clientIpOf(requestFrom('::ffff:10.0.0.9', '1.2.3.4'), 0)).toBe('10.0.0.9');
  });

  it.each([
    [1, '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    [2, '6.6.6.6, 203.0.113.7, 10.1.1.1', '203.0.113.7'],
    [2, '203.0.113.7', '10.0.0.9'],
    [1, 'not an address', '10.0.0.9'],
    [1, undefined, '10.0.0.9'],
  ])('with %i trusted proxies takes what the outermost saw in "%s"', (trusted, header, ip) => {
    expect(clientIpOf(requestFrom('10.0.0.9', header), trusted)).toBe(ip);
  });
});
