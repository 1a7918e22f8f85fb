import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

const colour = (scheme: string, name: string): string => {
  const found = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(scheme)?.[1];
  if (found === undefined) throw new Error(`--${name} is not a colour`);
  return found;
};

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the colours of the %s scheme', (_name, scheme) => {
  it.each([
    ['edge', 'paper'],
    ['edge', 'card'],
    ['accent', 'paper'],
    ['bad', 'card'],
    ['star', 'paper'],
    ['star', 'card'],
  ])('show the edges of controls: %s on %s is at least 3:1', (edge, ground) => {
    expect(contrast(colour(scheme, edge), colour(scheme, ground))).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['ink', 'paper'],
    ['muted', 'paper'],
    ['muted', 'card'],
    ['muted', 'sunken'],
    ['accent', 'paper'],
    ['accent', 'card'],
    ['on-accent', 'accent'],
    ['paper', 'ink'],
    ['good', 'good-paper'],
    ['good', 'paper'],
    ['warn', 'warn-paper'],
    ['bad', 'bad-paper'],
    ['bad', 'card'],
  ])('can be read: %s on %s is at least 4.5:1', (text, ground) => {
    expect(contrast(colour(scheme, text), colour(scheme, ground))).toBeGreaterThanOrEqual(4.5);
  });
});
