import { describe, expect, it } from '@jest/globals';
import { patchSource } from './dapr-patches.ts';

const patch = {
  module: 'github.com/dapr/dapr',
  file: 'pkg/some.go',
  edits: [
    ['listen(":1")', 'listen("$&:1")'],
    ['consume()', 'lock(); consume()'],
  ],
} as const;

describe('patchSource', () => {
  it('replaces each piece, to the letter', () => {
    expect(patchSource('a; listen(":1"); consume()', patch)).toBe('a; listen("$&:1"); lock(); consume()');
  });

  it.each(['listen(":1")', 'listen(":1"); consume(); consume()'])(
    'refuses a source in which a piece is missing or ambiguous: %s',
    (source) => {
      expect(() => patchSource(source, patch)).toThrow('pkg/some.go of Dapr has changed');
    },
  );
});
