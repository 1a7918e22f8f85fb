import { describe, expect, it } from '@jest/globals';
import { etagOf, requireMatch } from './etag.ts';

describe('requireMatch', () => {
  it('lets the current version and * pass', () => {
    expect(() => requireMatch(etagOf(3), 3)).not.toThrow();
    expect(() => requireMatch('*', 3)).not.toThrow();
  });

  it('tells the current ETag to whoever has an older one', () => {
    expect(() => requireMatch(etagOf(2), 3)).toThrow(
      expect.objectContaining({ code: 'etag-mismatch', fields: { currentETag: '"3"' } }),
    );
  });
});
