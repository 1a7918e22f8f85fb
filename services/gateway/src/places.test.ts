import { expect, it } from '@jest/globals';
import { createPlaces } from './places.ts';

it('gives each subject so many places, and again those that are given back', () => {
  const places = createPlaces(2);
  const first = places.take('1.0.0.1');
  expect(places.take('1.0.0.1')).toBeDefined();
  expect(places.take('1.0.0.1')).toBeUndefined();
  expect(places.take('1.0.0.2')).toBeDefined();
  expect(places.taken()).toBe(3);
  first?.();
  expect(places.taken()).toBe(2);
  expect(places.take('1.0.0.1')).toBeDefined();
  expect(places.take('1.0.0.1')).toBeUndefined();
});
