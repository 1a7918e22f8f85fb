import { expect, it } from '@jest/globals';
import { createStreamPlaces } from './stream-places.ts';

it('gives each network so many places, and again those that are given back', () => {
  const places = createStreamPlaces(2);
  const first = places.take('1.0.0.1');
  expect(places.take('1.0.0.1')).toBeDefined();
  expect(places.take('1.0.0.1')).toBeUndefined();
  expect(places.take('1.0.0.2')).toBeDefined();
  first?.();
  expect(places.take('1.0.0.1')).toBeDefined();
  expect(places.take('1.0.0.1')).toBeUndefined();
});
