import { describe, expect, it } from '@jest/globals';
import { allEndpoints, DomainError, type Endpoint } from '@arcade/contracts';
import { isSafePattern } from 'redos-detector';
import * as z from 'zod';
import { checkJson } from './json-limits.ts';
import { parsePart } from './parse-part.ts';
import { problemOf } from './problem-response.ts';

/** Whatever is sent, being told what is wrong with it takes no more. */
const maximumAnswer = 20_000;

const list = <Item>(length: number, item: (i: number) => Item) => Array.from({ length }, (_, i) => item(i));
const unknownKeys = (n: number, of = 'key') => Object.fromEntries(list(n, (i) => [`${of}${i}`, i]));

/** What the contract expects in one place, as strangers would send it: n of something that is wrong in every way. */
const attacks: Record<string, (n: number, names: readonly string[]) => unknown> = {
  'unknown keys': (n) => unknownKeys(n),
  'long unknown keys': (n) => Object.fromEntries(list(40, (i) => [`${i}${'k'.repeat(n)}`, i])),
  'keys full of slashes': (n) => Object.fromEntries(list(40, (i) => [`${i}${'~/'.repeat(n)}`, i])),
  'long strings': (n, names) => ofEach(names, () => 'a'.repeat(n)),
  'strings like addresses': (n, names) => ofEach(names, () => `a@${'a.'.repeat(n)}`),
  'strings like slugs': (n, names) => ofEach(names, () => `${'a-'.repeat(n)}!`),
  'long lists of nonsense': (n, names) => ofEach(names, () => list(n, () => ({ nonsense: null }))),
  'lists of unknown keys': (n, names) => ofEach(names, () => list(Math.ceil(n / 50), () => unknownKeys(50))),
  'objects of unknown keys': (n, names) => ofEach(names, () => unknownKeys(n)),
  nesting: (n, names) => ofEach(names, () => list(n, (i) => i).reduce<unknown>((inner) => ({ a: inner }), 1)),
};
const ofEach = (names: readonly string[], value: () => unknown) =>
  Object.fromEntries(names.map((name) => [name, value()]));

const namesOf = (schema: z.ZodType) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : ['any']);
const withBody = allEndpoints.flatMap((endpoint) =>
  endpoint.body === undefined ? [] : [[nameOf(endpoint), endpoint.body] as const],
);
const withQuery = allEndpoints.flatMap((endpoint) =>
  endpoint.query === undefined ? [] : [[nameOf(endpoint), endpoint.query] as const],
);

function nameOf({ method, path }: Endpoint) {
  return `${method} ${path}`;
}

/** Counts how often anything of a value is looked at. */
function counted(value: unknown): { value: unknown; steps: () => number } {
  let steps = 0;
  const wrap = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    return new Proxy(part, {
      get(target, key, receiver) {
        steps += 1;
        return wrap(Reflect.get(target, key, receiver));
      },
      ownKeys(target) {
        const keys = Reflect.ownKeys(target);
        steps += keys.length;
        return keys;
      },
    });
  };
  return { value: wrap(value), steps: () => steps };
}

function answerTo(work: () => unknown): string {
  try {
    return JSON.stringify(work() ?? null);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return JSON.stringify(problemOf(error.code, error.message, error.fields, '/somewhere'));
  }
}

describe('what validation costs', () => {
  it.each(withBody)('for %s grows no faster than the body, and the answer not at all', (_, schema) => {
    for (const [attack, make] of Object.entries(attacks)) {
      const [first = 0, second = 0, third = 0] = [50, 100, 200].map((n) => {
        const { value, steps } = counted(make(n, namesOf(schema)));
        expectBounded(
          attack,
          answerTo(() => parsePart(schema, value, 'body')),
        );
        return steps();
      });
      const linear = 2 * (second - first) + 50;
      if (third - second > linear) throw new Error(`${attack}: ${first}, ${second}, ${third} steps`);
    }
  });

  it.each(withBody)('for %s is bounded for as much as a body can hold', (_, schema) => {
    for (const [attack, make] of Object.entries(attacks)) {
      const { value, steps } = counted(make(6000, namesOf(schema)));
      const answer = answerTo(() => {
        checkJson(value);
        return parsePart(schema, value, 'body');
      });
      expectBounded(attack, answer);
      expect(steps()).toBeLessThan(60_000);
    }
  });

  it.each(withQuery)('for the query of %s is bounded, too', (_, schema) => {
    const repeated = ofEach(namesOf(schema), () => list(1000, () => 'x'));
    for (const query of [unknownKeys(1000), unknownKeys(10, 'k'.repeat(1500)), repeated]) {
      expectBounded(
        'query',
        answerTo(() => parsePart(schema, query, 'query')),
      );
    }
  });

  it('never depends on a pattern that goes back and forth in its text', () => {
    const schemas = allEndpoints.flatMap(({ params, query, body }) => [params, query, body].filter(isSchema));
    const patterns = new Set(schemas.flatMap((schema) => patternsIn(z.toJSONSchema(schema, asInput))));
    expect(patterns.size).toBeGreaterThan(8);
    expect([...patterns].filter((pattern) => !isSafePattern(pattern).safe)).toEqual([]);
  });
});

const expectBounded = (attack: string, answer: string) =>
  expect({ attack, isBounded: answer.length <= maximumAnswer }).toEqual({ attack, isBounded: true });

const asInput = { io: 'input', unrepresentable: 'any' } as const;
const isSchema = (schema: z.ZodType | undefined) => schema !== undefined;

/** All values of `pattern` in a JSON Schema. */
function patternsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'pattern' && typeof value === 'string' ? [value] : patternsIn(value),
  );
}
