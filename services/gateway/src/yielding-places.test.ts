import { beforeEach, describe, expect, it } from '@jest/globals';
import { createYieldingPlaces, type YieldingPlaces } from './yielding-places.ts';

describe('createYieldingPlaces', () => {
  let now: number;
  let given: string[];
  let places: YieldingPlaces;
  beforeEach(() => {
    now = 1_000_000;
    given = [];
    places = createYieldingPlaces({ perNetwork: 2, total: 3, patienceMs: 1000, now: () => now });
  });

  /** As a reader does: giving up gives the place back. */
  const enter = (network: string, name: string) => {
    const leave = places.enter(network, () => {
      given.push(name);
      leave();
    });
    return leave;
  };

  it('gives up the oldest of a network for its next one', () => {
    enter('1.0.0.1', 'a');
    enter('1.0.0.1', 'b');
    now += 1000;
    enter('1.0.0.1', 'c');
    expect(given).toEqual(['a']);
  });

  it('refuses a network whose places have all been taken just now', () => {
    enter('1.0.0.1', 'a');
    enter('1.0.0.1', 'b');
    now += 999;
    expect(() => enter('1.0.0.1', 'c')).toThrow(expect.objectContaining({ code: 'rate-limited' }));
    expect(given).toEqual([]);
    enter('1.0.0.2', 'd');
  });

  it('gives up the oldest of all when everybody together has too many', () => {
    enter('1.0.0.1', 'a');
    enter('1.0.0.2', 'b');
    enter('1.0.0.3', 'c');
    expect(() => enter('1.0.0.4', 'd')).toThrow(expect.objectContaining({ code: 'overloaded' }));
    now += 1000;
    enter('1.0.0.4', 'e');
    expect(given).toEqual(['a']);
  });

  it('forgets whoever has left', () => {
    for (let i = 0; i < 10; i++) enter('1.0.0.1', String(i))();
    expect(given).toEqual([]);
  });
});
