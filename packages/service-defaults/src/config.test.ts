import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { loadConfig } from './config.ts';

describe('loadConfig', () => {
  const schema = z.object({ PORT: z.coerce.number(), URL: z.string() });

  it('reads and types the environment', () => {
    expect(loadConfig(schema, { PORT: '80', URL: 'x', OTHER: 'y' })).toEqual({ PORT: 80, URL: 'x' });
  });

  it('says everything that is missing at once', () => {
    expect(() => loadConfig(schema, { PORT: 'eighty' })).toThrow(/PORT[^]*URL/);
  });
});
