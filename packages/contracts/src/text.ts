import * as z from 'zod';
import { textPattern } from './text-pattern.ts';
import { cleanText, type TextFault, type TextRules } from './text-rules.ts';

/** What kind of text a schema takes, and how many UTF-16 code units at most; every string that callers may choose has one. */
export const textKinds = z.registry<{ readonly kind: string; readonly units?: number }>();

/** Registers a string schema as a kind of text of its own, with rules that say all about it. */
export const kindOfText = <Schema extends z.ZodType>(kind: string, schema: Schema, units?: number): Schema => {
  textKinds.add(schema, { kind, ...(units === undefined ? {} : { units }) });
  return schema;
};

interface Bounds {
  readonly min?: number;
  /** UTF-16 code units at most, where what keeps it is narrower than `unitsPerCharacter` for each. */
  readonly units?: number;
  /** What to say when there is nothing. */
  readonly missing?: string;
}

/** Enough for a family emoji (eleven units) wherever one letter may stand; columns are this much wider than their texts. */
export const unitsPerCharacter = 12;

interface Rules extends TextRules {
  readonly missing: string;
}

const words: Readonly<Record<TextFault, (rules: Rules) => string>> = {
  'too-short': ({ min, missing }) => (min <= 1 ? missing : `Write at least ${min} characters`),
  'too-long': ({ max }) => `Write at most ${max} characters`,
  blank: () => 'Nothing of this can be seen',
  broken: () => 'This has half a character in it',
  stacked: () => 'This has too many marks on one letter',
  'several-lines': () => 'This has to be one line',
  control: () => 'This has characters in it that cannot be seen',
  excluded: ({ without }) => `This has none of ${without.join(' ')}`,
};

function text(kind: string, max: number, rules: Partial<Rules> = {}) {
  const all: Rules = {
    min: 1,
    max,
    units: unitsPerCharacter * max,
    multiline: false,
    without: [],
    missing: 'Write something here',
    ...rules,
  };
  const schema = z
    .string()
    .check((context) => {
      const result = cleanText(context.value, all);
      if ('text' in result) context.value = result.text;
      else context.issues.push(issueOf(result.fault, all, context.value));
    })
    .meta({ ...(all.min === 0 ? {} : { minLength: all.min }), maxLength: max, pattern: textPattern(all) });
  return kindOfText(kind, schema, all.units);
}

function issueOf(fault: TextFault, rules: Rules, input: string) {
  const said = { input, message: words[fault](rules) };
  if (fault === 'too-long') return { ...said, code: 'too_big', origin: 'string', maximum: rules.max } as const;
  // What is long enough with the space around it is not refused by a shape.
  if (fault === 'too-short' && input.length < rules.min)
    return { ...said, code: 'too_small', origin: 'string', minimum: rules.min } as const;
  return { ...said, code: 'custom' } as const;
}

/** One line of at most `max` characters as people count them, at least one unless `min` says so; composed and trimmed. */
export const line = (max: number, bounds: Bounds = {}) => text('line', max, bounds);

/** Text of several lines, separated by `\n`. */
export const lines = (max: number, bounds: Bounds = {}) => text('lines', max, { ...bounds, multiline: true });

/** What somebody is called: one line, without what makes an address of it. */
export const personName = (max: number) => text('person name', max, { without: ['/', '\\', '@', ':', '<', '>'] });

/** What a thing's feature is called, in any letters; no dots and dollars, which documents read as paths. */
export const attributeName = (max: number) => text('attribute name', max, { without: ['.', '$'] });

/** A code that people type, in any case: capital letters and digits of ASCII, and hyphens. */
export const code = (min: number, max: number) =>
  kindOfText(
    'code',
    z
      .string()
      .max(2 * max, { abort: true })
      .trim()
      .regex(/^[A-Za-z0-9-]*$/, 'A code has letters from A to Z, digits and hyphens')
      .toUpperCase()
      .min(min)
      .max(max)
      .meta({ pattern: '^[A-Za-z0-9-]*$' }),
  );

/** What only programs read: printable ASCII without spaces, as it was issued. */
export const token = (min: number, max: number) =>
  kindOfText(
    'token',
    z
      .string()
      .min(min)
      .max(max)
      .regex(/^[!-~]*$/, 'This is not a token of ours'),
  );

/** What was checked when it came in, and is handed on from service to service as it is kept. */
export const keptText = (units: number) => kindOfText('kept text', z.string().max(units));

/** A password: whatever somebody can type, kept as it is. */
export const secret = (min: number, max: number) =>
  kindOfText(
    'secret',
    z
      .string()
      .min(min)
      .max(max)
      .refine(
        (typed) => typed.isWellFormed() && !typed.includes('\0'),
        'This has characters in it that cannot be typed',
      ),
  );
