import { describe, expect, it } from '@jest/globals';
import { arrangePhotos, azimuthOf } from './photo-angles.ts';

describe('azimuthOf', () => {
  it.each([
    ['front', 0],
    ['left', 270],
    ['azimuth-045', 45],
    ['azimuth-360', 0],
    ['top', undefined],
    ['toString', undefined],
    [null, undefined],
  ])('%s is %s', (label, azimuth) => {
    expect(azimuthOf(label)).toBe(azimuth);
  });
});

describe('arrangePhotos', () => {
  it('puts photos from around into the order of a turn and keeps the others apart', () => {
    const photos = ['back', 'top', 'azimuth-045', 'front', null].map((label) => ({ label }));
    expect(arrangePhotos(photos)).toEqual({
      turn: [{ label: 'front' }, { label: 'azimuth-045' }, { label: 'back' }],
      others: [{ label: 'top' }, { label: null }],
    });
  });
});
