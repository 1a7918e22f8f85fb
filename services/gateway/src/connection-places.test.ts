import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { connectionPlaces } from './connection-places.ts';
import { createPlaces } from './places.ts';

const from = (remoteAddress: string) => Object.assign(new EventEmitter(), { remoteAddress }) as unknown as Socket;

describe('connectionPlaces', () => {
  it('lets a network have so many connections at a time', () => {
    const admits = connectionPlaces(createPlaces(2), 0);
    const first = from('9.0.0.1');
    expect([first, from('9.0.0.1'), from('9.0.0.1'), from('9.0.0.2')].map(admits)).toEqual([true, true, false, true]);
    first.emit('close');
    expect([from('9.0.0.1'), from('9.0.0.1')].map(admits)).toEqual([true, false]);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('does not count %s, where our sidecar comes from', (address) => {
    const admits = connectionPlaces(createPlaces(0), 0);
    expect(admits(from(address))).toBe(true);
  });

  it('does not count behind proxies, which everybody comes through', () => {
    expect(connectionPlaces(createPlaces(0), 1)(from('9.0.0.1'))).toBe(true);
    expect(connectionPlaces(createPlaces(0), 0)(from('9.0.0.1'))).toBe(false);
  });
});
