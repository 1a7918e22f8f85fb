import { describe, expect, it } from '@jest/globals';
import { line } from '@arcade/contracts';
import * as z from 'zod';
import { parsePart } from './parse-part.ts';

describe('parsePart', () => {
  it('says what is wrong with a name, where it stands', () => {
    const schema = z.object({ attributes: z.record(line(3), z.string()) });
    expect(() => parsePart(schema, { attributes: { 'a\nb': '' } }, 'body')).toThrow(
      expect.objectContaining({
        fields: {
          errors: [{ pointer: '/attributes/a\nb', detail: 'This has to be one line', code: 'custom' }],
        },
      }),
    );
  });
});
