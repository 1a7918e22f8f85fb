import { describe, expect, it } from '@jest/globals';
import { Money } from '@arcade/contracts';
import * as z from 'zod';
import { exampleId, exampleOf } from './example-of.ts';

describe('exampleOf', () => {
  it('gives what a schema needs, and what says itself how it may look', () => {
    const schema = z.strictObject({
      id: z.uuid(),
      kind: z.enum(['red', 'green']),
      price: Money,
      lines: z.array(z.strictObject({ quantity: z.int().min(3), at: z.iso.datetime() })).min(1),
      tags: z.array(z.string()),
      code: z.string().regex(/^\d+$/).meta({ example: '42' }),
      secret: z.string().min(8),
      rest: z.string().optional(),
      shown: z.boolean().default(false).meta({ example: true }),
      hidden: z.boolean().default(false),
    });
    expect(exampleOf(schema)).toEqual({
      id: exampleId,
      kind: 'red',
      price: { amount: 1, currencyCode: 'USD' },
      lines: [{ quantity: 3, at: '2030-01-31T12:00:00Z' }],
      tags: [],
      code: '42',
      secret: 'secret--',
      shown: true,
    });
  });

  it('gives everything where nothing is needed, so that a change shows what can be changed', () => {
    const schema = z.strictObject({ name: z.string(), age: z.int().nullable() }).partial();
    expect(exampleOf(schema)).toEqual({ name: 'name', age: 1 });
  });

  it('takes the first of several shapes', () => {
    const schema = z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('percentage'), basisPoints: z.int() }),
      z.strictObject({ type: z.literal('free') }),
    ]);
    expect(exampleOf(schema)).toEqual({ type: 'percentage', basisPoints: 1 });
  });

  it('gives nothing rather than what the schema refuses', () => {
    expect(exampleOf(z.strictObject({ code: z.string().regex(/^\d{4}$/) }))).toBeUndefined();
  });
});
