import { describe, expect, it } from '@jest/globals';
import { requireOneHost } from './one-host.ts';

const check =
  (hosts: readonly string[], httpVersion = '1.1') =>
  () =>
    requireOneHost({ httpVersion, rawHeaders: ['accept', '*/*', ...hosts.flatMap((host) => ['Host', host])] });

describe('requireOneHost', () => {
  it.each(['shop.test', 'localhost:8080', '127.0.0.1:80', '[::1]:8080'])('accepts %s', (host) => {
    expect(check([host])).not.toThrow();
  });

  it.each([
    ['two hosts', ['a.test', 'b.test']],
    ['the same host twice', ['a.test', 'a.test']],
    ['none', []],
    ['an empty one', ['']],
    ['a path', ['a.test/x']],
    ['somebody before it', ['x@a.test']],
    ['a list', ['a.test, b.test']],
  ])('refuses %s', (_, hosts) => {
    expect(check(hosts)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it('does not ask HTTP/1.0 for one', () => {
    expect(check([], '1.0')).not.toThrow();
  });
});
