import { describe, expect, it } from '@jest/globals';
import { IfMatchHeader } from '@arcade/contracts';
import { etagOf, isKnown, parseIfMatch, requireMatch } from './conditions.ts';

const passes = (header: string, current: string | undefined) => {
  try {
    requireMatch(parseIfMatch(header), current);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'etag-mismatch' });
    return false;
  }
};

describe('If-Match', () => {
  it.each([
    ['"3"', true],
    [' "3"\t', true],
    ['"1", "3"', true],
    ['"1","3","5"', true],
    [', "1",, "3",', true],
    ['"a,b", "3"', true],
    ['*', true],
    [' * ', true],
    ['""', false],
    ['"2"', false],
    ['"3 "', undefined],
    ['W/"3"', false],
    ['W/"3", "3"', true],
    ['"1,"3"', undefined],
    ['3', undefined],
    ["'3'", undefined],
    ['"3', undefined],
    ['w/"3"', undefined],
    ['W/ "3"', undefined],
    ['"3" "4"', undefined],
    ['"3", *', undefined],
    ['**', undefined],
    ['', undefined],
    [',', undefined],
    ['"a\u0000"', undefined],
  ])('%j on version 3: %s', (header, outcome) => {
    if (outcome !== undefined) {
      expect(passes(header, etagOf(3))).toBe(outcome);
      return;
    }
    expect(() => parseIfMatch(header)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        fields: { errors: [expect.objectContaining({ pointer: '/headers/if-match' })] },
      }),
    );
  });

  it.each(['*', '"3"', 'W/"3"', '"1", "3"', '""'])('documents %s, and reads it', (header) => {
    expect(IfMatchHeader.safeParse(header).success).toBe(true);
    expect(() => parseIfMatch(header)).not.toThrow();
  });

  it.each(['3', '"3', '**', '"1" "3"', '"3", *'])('documents no %s, which cannot be read', (header) => {
    expect(IfMatchHeader.safeParse(header).success).toBe(false);
    expect(() => parseIfMatch(header)).toThrow();
  });

  it.each(['*', '"3"', 'W/"3"'])('%s matches nothing where there is nothing yet', (header) => {
    expect(passes(header, undefined)).toBe(false);
  });

  it('tells the current ETag to whoever has an older one', () => {
    expect(() => requireMatch(parseIfMatch('"2"'), etagOf(3))).toThrow(
      expect.objectContaining({ code: 'etag-mismatch', fields: { currentETag: '"3"' } }),
    );
  });

  it('may name one state by several tags', () => {
    const isSame = (tag: string) => tag.startsWith('"3.');
    expect(() => requireMatch(parseIfMatch('"2.1", "3.7"'), '"3.8"', isSame)).not.toThrow();
    expect(() => requireMatch(parseIfMatch('"2.1", W/"3.7"'), '"3.8"', isSame)).toThrow();
  });

  it('is read in one pass, however long it is', () => {
    const started = performance.now();
    for (const header of ['"'.repeat(100_000), ','.repeat(100_000), '"a", '.repeat(20_000), 'W/'.repeat(50_000)]) {
      isKnown(header, '"b"');
    }
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['"3"', true],
    ['W/"3"', true],
    ['"1", W/"3"', true],
    ['*', true],
    ['"2"', false],
    ['3', false],
    ['"3', false],
    ['', false],
    [undefined, false],
  ])('%j names version 3: %s', (header, known) => {
    expect(isKnown(header, etagOf(3))).toBe(known);
  });

  it('is compared weakly with a weak tag, too', () => {
    expect([isKnown('"3"', 'W/"3"'), isKnown('W/"3"', 'W/"3"'), isKnown('"2"', 'W/"3"')]).toEqual([true, true, false]);
  });
});
